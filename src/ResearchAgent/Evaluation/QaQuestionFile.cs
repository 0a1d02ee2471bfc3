using System.Text.RegularExpressions;

namespace ResearchAgent.Evaluation;

/// <summary>Reads questions with answer patterns, one JSON object on a line: id, kind, question, papers, answer_patterns.</summary>
public static class QaQuestionFile
{
    /// <summary>Matching an answer takes microseconds; a second means a pattern that backtracks without end.</summary>
    public static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Reads all questions, in file order. Patterns ignore case in the invariant culture.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is missing, or a line is malformed, repeats an id or holds an invalid pattern; the message names file, line and next step.
    /// </exception>
    public static async Task<IReadOnlyList<QaQuestion>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var questions = new List<QaQuestion>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var line in JsonLine.ReadAsync(path, "Give the path of a question file.", cancellationToken))
        {
            var id = line.Text("id");
            if (!seen.Add(id))
            {
                throw line.Invalid($"question '{id}' occurs a second time. Give each question its own id.");
            }

            var patterns = line.Texts("answer_patterns").Select(p => Pattern(line, p));
            questions.Add(new QaQuestion(id, line.Text("kind"), line.Text("question"), line.Texts("papers"), [.. patterns]));
        }

        return questions;
    }

    private static Regex Pattern(JsonLine line, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (RegexParseException e)
        {
            throw line.Invalid($"the answer pattern '{pattern}' is not a regular expression ({e.Message.TrimEnd('.')}). Correct it; in JSON a backslash is written twice.", e);
        }
    }
}
