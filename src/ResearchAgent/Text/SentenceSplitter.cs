using System.Text.RegularExpressions;

namespace ResearchAgent.Text;

/// <summary>A sentence by its place in a text; no copy until <see cref="In"/>.</summary>
public readonly record struct SentenceSpan(int Start, int Length)
{
    public int End => Start + Length;

    public string In(string text) => text.Substring(Start, Length);
}

/// <summary>
/// Cuts scientific prose into sentences: not after "et al.", "e.g.", "Fig. 3", initials or the "1." of a list, not inside brackets,
/// but after a full stop whose space was lost ("mechanisms.Experimental"). A blank line always ends a sentence.
/// </summary>
public static partial class SentenceSplitter
{
    private static readonly HashSet<string> Abbreviations = new(StringComparer.Ordinal)
    {
        "al", "e.g", "i.e", "eg", "ie", "cf", "vs", "v.s", "fig", "figs", "eq", "eqs", "sec", "sect", "tab", "ref", "refs", "approx",
        "dr", "prof", "mr", "mrs", "st", "resp", "dept", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "a.k.a", "w.r.t", "ca", "vol", "pp", "ed", "eds", "inc", "ltd", "co", "corp",
    };

    public static IReadOnlyList<SentenceSpan> Split(string text)
    {
        var sentences = new List<SentenceSpan>();
        var start = 0;
        foreach (Match match in BoundaryPattern().Matches(text))
        {
            var end = match.Groups["end"].Index + match.Groups["end"].Length;
            if (match.Groups["blank"].Success)
            {
                end = match.Index;
            }
            else if (IsInsideBrackets(text, start, end) || EndsInAbbreviation(text, start, end))
            {
                continue;
            }

            Add(start, end);
            start = end;
        }

        Add(start, text.Length);
        return sentences;

        void Add(int from, int to)
        {
            while (from < to && char.IsWhiteSpace(text[from]))
            {
                from++;
            }

            while (to > from && char.IsWhiteSpace(text[to - 1]))
            {
                to--;
            }

            if (to > from)
            {
                sentences.Add(new SentenceSpan(from, to - from));
            }
        }
    }

    private static bool EndsInAbbreviation(string text, int start, int end)
    {
        if (text[end - 1] != '.')
        {
            return false;
        }

        var wordStart = end - 1;
        while (wordStart > start && (char.IsLetter(text[wordStart - 1]) || text[wordStart - 1] == '.'))
        {
            wordStart--;
        }

        var word = text[wordStart..(end - 1)];
        if (word.Length == 0)
        {
            return EnumeratorPattern().IsMatch(text.AsSpan(start, end - start));
        }

        var isInitial = InitialsPattern().IsMatch(word) && (wordStart == 0 || char.IsWhiteSpace(text[wordStart - 1]) || text[wordStart - 1] is '-' or '(');

        // "AL." may be an acronym that ends a sentence, and "5 ms." a unit; "Fig." and "FIG." are abbreviations as "fig." is.
        var spelled = word.Length > 1 && char.IsUpper(word[0]) ? char.ToLowerInvariant(word[0]) + word[1..] : word;
        return isInitial
            || Abbreviations.Contains(spelled)
            || word is "FIG" or "Ms"
            || (spelled == "no" && NumberPattern().IsMatch(text.AsSpan(end)));
    }

    // Up to 400 characters are checked: an unbalanced bracket must not swallow the rest of a paper.
    private static bool IsInsideBrackets(string text, int start, int end)
    {
        var depth = 0;
        for (var i = Math.Max(start, end - 400); i < end; i++)
        {
            depth += text[i] switch { '(' or '[' => 1, ')' or ']' when depth > 0 => -1, _ => 0 };
        }

        return depth > 0 && text.AsSpan(end, Math.Min(200, text.Length - end)).IndexOfAny(')', ']') >= 0;
    }

    // "J.", "J.R.R."; also "U.S.", whose next word may be a name.
    [GeneratedRegex(@"^\p{Lu}(?:\.\p{Lu})*$", RegexOptions.CultureInvariant)]
    private static partial Regex InitialsPattern();

    [GeneratedRegex(@"^\s*\d{1,2}\.$", RegexOptions.CultureInvariant)]
    private static partial Regex EnumeratorPattern();

    [GeneratedRegex(@"^\s+\d", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();

    // A run of stops is tried once, from its first: text may hold a hundred thousand of them.
    [GeneratedRegex("""(?<blank>\n\s*\n)|(?<end>(?<![.!?])[.!?]+["'”’)\]]*)(?=\s+["'“‘(\[]*[\p{Lu}\p{Nd}(\[“"'])|(?<=\p{Ll}{3})(?<end>\.)(?=\p{Lu}\p{Ll}+\s)""", RegexOptions.CultureInvariant)]
    private static partial Regex BoundaryPattern();
}
