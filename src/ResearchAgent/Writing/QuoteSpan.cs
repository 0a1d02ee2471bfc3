using System.Text.RegularExpressions;
using ResearchAgent.Reasoning;

namespace ResearchAgent.Writing;

/// <summary>Cuts the telling part out of a sentence for a table cell: whole clauses, verbatim.</summary>
public static partial class QuoteSpan
{
    public const int MaxWords = 24;

    /// <returns>Offset and length in the sentence; the whole sentence, less its opening formula, when it is short enough.</returns>
    public static (int Start, int Length) Shorten(string sentence, Func<string, double> worth)
    {
        var start = Opening().Match(sentence).Length;
        var end = sentence.TrimEnd(' ', '.').Length;
        if (Words(sentence[start..end]) <= MaxWords)
        {
            return (start, end - start);
        }

        int[] cuts = [start, .. ClauseStart().Matches(sentence).Select(m => m.Index + m.Length).Where(i => i > start && i < end), end];
        var best = (Start: start, Length: CutAtWord(sentence, start, end) - start);
        var bestWorth = double.NegativeInfinity;
        for (var from = 0; from < cuts.Length - 1; from++)
        {
            for (var to = from + 1; to < cuts.Length; to++)
            {
                var span = sentence[cuts[from]..cuts[to]].TrimEnd(' ', ',', ';', ':', '(');
                if (Words(span) is > MaxWords or < 4)
                {
                    continue;
                }

                // A part that begins where the sentence begins reads best; longer is better among equals.
                var value = worth(span) + (from == 0 ? 0.8 : 0) + (0.02 * Words(span)) - (Dangling().IsMatch(span) ? 0.5 : 0);
                if (value > bestWorth)
                {
                    (bestWorth, best) = (value, (cuts[from], span.Length));
                }
            }
        }

        return best;
    }

    /// <summary>Sentence marks around a part: "… which prevents SC …".</summary>
    public static string WithEllipses(string sentence, int start, int length)
    {
        var opening = Opening().Match(sentence).Length;
        var end = sentence.TrimEnd(' ', '.').Length;
        return $"{(start > opening ? "… " : "")}{sentence.AsSpan(start, length)}{(start + length < end ? " …" : "")}";
    }

    private static int CutAtWord(string sentence, int start, int end)
    {
        var words = Word().Matches(sentence[start..end]);
        return words.Count <= MaxWords ? end : start + words[MaxWords - 1].Index + words[MaxWords - 1].Length;
    }

    private static int Words(string text) => Word().Count(text);

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-d])\)\s+)?(?:(?:however|moreover|furthermore|in addition|additionally|specifically|in particular|to this end|therefore|thus|hence|finally|then|also|in this (?:paper|work|study|article|light)|for example|in experiments|empirically|quantitatively|unlike prior [\w -]+|to [\w' -]{3,60}),\s+)*", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"[,;:]\s+(?:and\s+)?|\s+(?=(?:which|where|while|whereas|because|although|since|so that|such as|when|without|rather than|compared to|by \w+ing|using|i\.e\.)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex ClauseStart();

    [GeneratedRegex(@"\b(?:and|or|the|a|an|of|to|in|on|for|with|that|which|i\.e\.|e\.g\.)$|^(?:and|or|but|than)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Dangling();
}
