using System.Text.RegularExpressions;
using ResearchAgent.Questions;
using ResearchAgent.Text;

namespace ResearchAgent.Agent;

/// <summary>
/// Takes a question of several parts apart by its wording: at sentences, at "and what ...", and at what shares one opening
/// ("What is X of A and the Y of B?"). A part that would not make sense alone stays with its neighbour.
/// </summary>
internal static partial class QuestionParts
{
    /// <summary>More than these nobody means to be answered in one go; the rest stays with the last.</summary>
    private const int MaxParts = 4;

    /// <summary>A draft is not a question.</summary>
    private const int MaxLength = 600;

    /// <returns>At least one part; the question itself where it has but one.</returns>
    public static IReadOnlyList<QuestionPart> Split(string question)
    {
        question = question.Trim();
        if (question.Length > MaxLength)
        {
            return [new QuestionPart(question)];
        }

        var parts = new List<QuestionPart>();
        foreach (var (clause, startsSentence) in Sentences(question).SelectMany(s => Clauses(s).Select((clause, i) => (clause, i == 0))))
        {
            if (parts.Count > 0 && (parts.Count == MaxParts || !(IsComplete(clause) || (startsSentence && AsksSomething(clause)))))
            {
                parts[^1] = new QuestionPart(Join(parts[^1].Text, clause)) { LeansOnPrevious = parts[^1].LeansOnPrevious };
                continue;
            }

            foreach (var piece in Coordinates(clause).Take(MaxParts - parts.Count))
            {
                parts.Add(Standalone(piece, parts));
            }
        }

        return parts.Count > 1 ? parts : [new QuestionPart(question) { Alternatives = AlternativesOf(question) }];
    }

    private static IEnumerable<string> Sentences(string text) =>
        SentenceSplitter.Split(text).Select(s => s.In(text).Trim()).SelectMany(s => Semicolon().Split(s)).Where(s => s.Any(char.IsLetterOrDigit));

    // "How does A work, and what does B gain?"
    private static IEnumerable<string> Clauses(string sentence)
    {
        var start = 0;
        foreach (Match joint in ClauseJoint().Matches(sentence))
        {
            var left = sentence[start..joint.Index];
            if (IsComplete(left) && IsComplete(sentence[(joint.Index + joint.Length)..]))
            {
                yield return left.Trim(' ', ',', ';', ':');
                start = joint.Index + joint.Length;
            }
        }

        yield return sentence[start..].Trim(' ', ',', ';', ':');
    }

    // "What is the accuracy of A on X and the score of B on Y?": each with the opening of the first.
    private static IEnumerable<string> Coordinates(string clause)
    {
        if (Coordination().Match(clause) is { Success: true } match
            && Question.NamesIn(match.Groups["a"].Value).Any()
            && Question.NamesIn(match.Groups["b"].Value).Any()
            && Question.Read(clause).Compared.Count < 2)
        {
            return [$"{match.Groups["opening"].Value} {match.Groups["a"].Value.TrimEnd(' ', ',')}?", $"{match.Groups["opening"].Value} {match.Groups["b"].Value}"];
        }

        return [clause];
    }

    // "Which papers are about X or Y?" may also be searched for as two.
    private static IReadOnlyList<string> AlternativesOf(string text) =>
        Question.Read(text).Kind == QuestionKind.WhichPapers && Alternative().Match(text) is { Success: true } match
            ? [$"{match.Groups["opening"].Value} {match.Groups["a"].Value}?", $"{match.Groups["opening"].Value} {match.Groups["b"].Value}"]
            : [];

    // Something that is asked, and something that it is asked about.
    private static bool IsComplete(string piece) =>
        Opener().IsMatch(piece) && (Question.Read(piece).Terms.Count >= 2 || Question.NamesIn(piece).Any() || Pronoun().IsMatch(piece));

    private static bool AsksSomething(string sentence) => Opener().IsMatch(sentence) && Question.Read(sentence).Terms.Any(t => !Question.IsFrame(t));

    // "it" in a later part means what the part before it names.
    private static QuestionPart Standalone(string piece, List<QuestionPart> before)
    {
        var text = LeadingConnective().Replace(piece, "");
        text = text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : piece;
        text = text[^1] is '?' or '.' or '!' ? text : text + "?";
        if (before.Count == 0)
        {
            return new QuestionPart(text) { Alternatives = AlternativesOf(text) };
        }

        if (Pronoun().IsMatch(text))
        {
            return Question.NamesIn(WithoutOpener(before[^1].Text)).ToList() is [var name]
                ? new QuestionPart(Pronoun().Replace(Possessive().Replace(text, name + "'s"), name, 1))
                : new QuestionPart(text) { LeansOnPrevious = true };
        }

        return new QuestionPart(text) { LeansOnPrevious = LeansOn(text), Alternatives = AlternativesOf(text) };
    }

    // "What data was used?" after a question about one paper.
    private static bool LeansOn(string text) => !Question.NamesIn(text).Any() && Question.Read(text).Terms.Count <= 2;

    private static string WithoutOpener(string text) => Opener().Replace(text, "");

    private static string Join(string left, string right) => $"{left.TrimEnd('?', '.', ' ')}, {right}";

    private const string Openers = @"(?:(?:by|on|in|with|for|to|from|at|under|against)\s+)?(?:how|what|which|who|whom|whose|why|when|where|does|do|did|is|are|was|were|can|has|have)\b|(?:please\s+)?(?:compare|contrast|explain|describe|summari[sz]e|tell me|say|state|list|name|give|find|show)\b";

    [GeneratedRegex(@"^\s*(?:(?:and|but|also|then|plus|finally|as well as),?\s+)*(?:" + Openers + ")", RegexOptions.IgnoreCase)]
    private static partial Regex Opener();

    [GeneratedRegex(@"\s*;\s+")]
    private static partial Regex Semicolon();

    [GeneratedRegex(@"(?:\s*[,;:–—]\s*(?:and\s+|but\s+|as well as\s+|plus\s+)?(?:also\s+|then\s+)?|\s+(?:and|but|as well as|plus)\s+(?:also\s+|then\s+)?)(?=" + Openers + ")", RegexOptions.IgnoreCase)]
    private static partial Regex ClauseJoint();

    [GeneratedRegex(@"^(?<opening>(?:what|which)\s+(?:is|are|was|were)|(?:please\s+)?(?:give|tell me|state|list|name|explain|describe))\s+(?<a>.+?)(?:,?\s+and|,?\s+as well as)\s+(?<b>(?:the|how|what)\s+.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Coordination();

    [GeneratedRegex(@"^(?<opening>.*\b(?:about|on|with|use|uses|using|study|studies|discuss|address|cover|extend|report|are))\s+(?<a>[^,]+?)\s+or\s+(?<b>[^,]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Alternative();

    [GeneratedRegex(@"^\s*(?:(?:and|but|also|then|plus|finally|as well as),?\s+)+", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingConnective();

    // Not the "it" of "how long does it take to ...".
    [GeneratedRegex(@"\b(?:it|they|its|their|them)\b(?!\s+(?:takes?|took|costs?|needs?|is|was|possible|known|true)\s+(?:\w+\s+)?(?:to|that)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"\b(?:its|their)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Possessive();
}
