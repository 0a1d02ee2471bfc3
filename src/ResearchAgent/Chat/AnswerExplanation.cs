using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Chat;

/// <param name="Topic">"Understood", "Found", "Confidence", ...; of a step that is not known here, its own name.</param>
/// <param name="Text">One line in plain words.</param>
public sealed record ExplanationLine(string Topic, string Text);

/// <summary>
/// Why an answer is what it is, told from its trace alone: an answer that was read from a file explains itself as well as
/// a fresh one. A step that nobody taught this class is printed as it is.
/// </summary>
public static partial class AnswerExplanation
{
    public static IReadOnlyList<ExplanationLine> Of(ChatTurn turn) =>
        turn.Asked == turn.Question
            ? Of(turn.Answer)
            : [new("Read as", $"\u201c{SingleLine.Of(turn.Question)}\u201d, since \u201c{SingleLine.Of(turn.Asked)}\u201d goes on from what was said before."), .. Of(turn.Answer)];

    public static IReadOnlyList<ExplanationLine> Of(Answer answer)
    {
        var lines = answer.Trace.Steps.Select(s => Explain(s, answer)).ToList();
        lines.Add(new("Outcome", Outcome(answer)));
        lines.Add(new("Writer", WhoWrote(answer.Trace.Writer)));
        if (answer.Trace.Steps.Count > 0)
        {
            lines.Add(new("Time", Time(answer.Trace)));
        }

        return lines;
    }

    private static ExplanationLine Explain(TraceStep step, Answer answer) => step.Name switch
    {
        "retrieve" when Retrieved().Match(step.Detail) is { Success: true } match => new("Understood and found", Search(match)),
        "judge" when Judged().Match(step.Detail) is { Success: true } match => new("Confidence", Confidence(match)),
        "select" when Selected().Match(step.Detail) is { Success: true } match => new("Considered", $"{Count(match.Groups["count"].Value, "sentence")} of these passages, ranked by how much of the question each holds, how near it is in meaning, and whether it is of the kind asked for."),
        "verify" when Verified().Match(step.Detail) is { Success: true } match => new("Checked", Check(match, answer)),
        "write" => new("Model", SingleLine.Of(step.Detail) + "."),
        _ => new(Titled(step.Name), SingleLine.Of(step.Detail)),
    };

    private static string Search(Match match)
    {
        var terms = match.Groups["terms"].Value.Trim();
        var understood = Enum.TryParse<QuestionKind>(match.Groups["kind"].Value, out var kind) ? KindInWords(kind) : match.Groups["kind"].Value;
        return $"a question {understood}; searched for {(terms.Length == 0 ? "its words" : $"the word stems {string.Join(", ", terms.Split(' '))}")}; found {Count(match.Groups["passages"].Value, "passage")} of {Count(match.Groups["papers"].Value, "paper")}.";
    }

    private static string KindInWords(QuestionKind kind) => kind switch
    {
        QuestionKind.Explanation => "that asks what something is or how it works",
        QuestionKind.Quantity => "that asks for a number",
        QuestionKind.Duration => "that asks how long something takes",
        QuestionKind.Names => "that asks for names, such as those of data or models",
        QuestionKind.WhichPapers => "that asks which papers qualify",
        QuestionKind.Comparison => "that compares",
        _ => "of no special kind",
    };

    private static string Confidence(Match match)
    {
        var signs = Sign().Matches(match.Groups["signs"].Value).ToDictionary(s => s.Groups["name"].Value, s => Number(s.Groups["value"].Value), StringComparer.Ordinal);
        var confidence = Number(match.Groups["confidence"].Value);
        List<string> reasons =
        [
            .. Told("Coverage", share => share >= 0.995 ? "all of the question's words are in the best passage or its title" : $"the best passage and its title hold {Percent(share)} of the question's words, rare words counting more"),
            .. Told("TermShare", share => $"as a search by words sees it, it matches {Percent(share)} of what the question asks"),
            .. Told("Similarity", likeness => $"it is {Nearness(likeness)} the question in meaning ({Two(likeness)} of 1)"),
            .. Told("SentenceSimilarity", likeness => $"its best sentence is {Nearness(likeness)} it ({Two(likeness)})"),
            .. Told("FoundNames", share => share >= 0.995 ? "it holds every name of the question" : share > 0 ? $"it holds {Percent(share)} of the question's names" : null),
            .. Told("UnknownNames", share => share >= 0.995 ? "no name of the question occurs in the library" : share > 0 ? $"{Percent(share)} of the question's names occur nowhere in the library" : null),
            .. Told("AspectSupport", share => share <= Answerability.MinAspectSupport ? "it hardly speaks of what is asked about its subject" : null),
        ];
        var judged = confidence < Answerability.Threshold
            ? $"{Two(confidence)}, below the {Two(Answerability.Threshold)} that an answer needs"
            : $"{Two(confidence)}, and an answer needs {Two(Answerability.Threshold)}";
        return $"{judged}{(reasons.Count == 0 ? "" : ": " + string.Join("; ", reasons))}.";

        IEnumerable<string> Told(string sign, Func<double, string?> words) =>
            signs.TryGetValue(sign, out var value) && words(value) is { } said ? [said] : [];
    }

    private static string Check(Match match, Answer answer)
    {
        var (kept, written) = (match.Groups["kept"].Value, match.Groups["written"].Value);
        var dropped = match.Groups["dropped"].Success ? "; left out: " + string.Join(", ", match.Groups["dropped"].Value.Split(", ").Select(Reason)) : "";
        var quotes = answer.Claims.Sum(c => c.Citations.Count);
        return $"{kept} of {Count(written, "sentence")} kept, each with its quote found again in the library{(quotes > 0 ? $" ({Count(quotes.ToString(CultureInfo.InvariantCulture), "quote")})" : "")}{dropped}.";
    }

    private static string Reason(string counted) => Dropped().Match(counted) is not { Success: true } match ? SingleLine.Of(counted)
        : match.Groups["count"].Value + " " + match.Groups["reason"].Value switch
        {
            "NumberMismatch" => "with a number that the quote does not say",
            "Unlocated" => "with a quote that is not in the library",
            "Uncited" => "without a known key",
            var other => SingleLine.Of(other),
        };

    private static string Outcome(Answer answer)
    {
        if (answer.Abstained)
        {
            return $"no answer: {SingleLine.Of(answer.Abstention!)}{(answer.Nearest.Count > 0 ? $" Nearest: {string.Join(", ", answer.Nearest.Take(3).Select(r => r.Key))}." : "")}";
        }

        return $"{Count(answer.Claims.Count.ToString(CultureInfo.InvariantCulture), "sentence")} from {string.Join(", ", answer.References.Select(r => r.Key))}.";
    }

    private static string WhoWrote(Writer writer) =>
        writer.Model is null ? "no language model: the sentences are the papers' own, put into the third person."
        : writer.Name == Writer.Fluent ? $"the language model {SingleLine.Of(writer.Model)}; {Count(writer.Dropped.ToString(CultureInfo.InvariantCulture), "sentence")} of it left out{(writer.Fallback is null ? "" : $"; {SingleLine.Of(writer.Fallback)}")}."
        : $"the papers' own sentences in place of the language model {SingleLine.Of(writer.Model)}: {SingleLine.Of(writer.Fallback ?? "it was not used")}.";

    private static string Time(Trace trace)
    {
        var steps = trace.Steps.GroupBy(s => s.Name).Select(g => $"{SingleLine.Of(g.Key)} {Duration(g.Sum(s => s.Milliseconds))}");
        return $"{Duration(trace.Steps.Sum(s => s.Milliseconds))} in all ({string.Join(", ", steps)}).";
    }

    private static string Duration(double milliseconds) => milliseconds >= 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:F1} s")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F0} ms");

    private static string Nearness(double likeness) => likeness >= 0.7 ? "very near to" : likeness >= 0.45 ? "near to" : likeness >= 0.25 ? "not very near to" : "far from";

    private static string Titled(string name) => SingleLine.Of(name) is { Length: > 0 } line ? char.ToUpperInvariant(line[0]) + line[1..] : "Step";

    private static string Count(string number, string noun) => number == "1" ? $"1 {noun}" : $"{number} {noun}s";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:F0}%");

    private static string Two(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    // A trace that was written where the decimal mark is a comma holds commas.
    private static double Number(string text) => double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^(?<kind>\w+): (?<terms>.*); (?<passages>\d+) passages? of (?<papers>\d+) papers?$")]
    private static partial Regex Retrieved();

    [GeneratedRegex(@"^confidence (?<confidence>\d[\d.,]*)(?:: (?<signs>.*))?$")]
    private static partial Regex Judged();

    [GeneratedRegex(@"(?<name>\w+) = (?<value>-?\d+(?:[.,]\d+)?(?:E[+-]?\d+)?)(?=,? |$)")]
    private static partial Regex Sign();

    [GeneratedRegex(@"^(?<count>\d+) sentences?$")]
    private static partial Regex Selected();

    [GeneratedRegex(@"^(?<kept>\d+) of (?<written>\d+) claims supported(?:; dropped: (?<dropped>.+))?$")]
    private static partial Regex Verified();

    [GeneratedRegex(@"^(?<count>\d+) (?<reason>.+)$")]
    private static partial Regex Dropped();
}
