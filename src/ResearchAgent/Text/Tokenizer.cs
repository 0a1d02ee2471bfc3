using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ResearchAgent.Text;

/// <summary>Words are runs of letters and digits, in lower case, without accents, possessive 's removed.</summary>
public static partial class Tokenizer
{
    public static IEnumerable<string> Words(string text)
    {
        foreach (var (start, length) in Spans(text))
        {
            yield return Fold(text.AsSpan(start, length));
        }
    }

    /// <summary>The place of each word in <paramref name="text"/>, in order.</summary>
    public static IEnumerable<(int Start, int Length)> Spans(string text)
    {
        foreach (var match in WordPattern().EnumerateMatches(text).ToList())
        {
            yield return match;
        }
    }

    /// <summary>Lower case, accents removed (NFKD without combining marks).</summary>
    public static string Fold(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAscii(c))
            {
                return FoldAccents(word.ToString()).ToLowerInvariant();
            }
        }

        return string.Create(word.Length, word, static (target, source) => source.ToLowerInvariant(target));
    }

    public static string FoldAccents(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(c);
            }
        }

        return folded.ToString();
    }

    private static List<(int Start, int Length)> ToList(this Regex.ValueMatchEnumerator matches)
    {
        var spans = new List<(int, int)>();
        foreach (var match in matches)
        {
            spans.Add((match.Index, match.Length));
        }

        return spans;
    }

    // A possessive 's is skipped by the look-behind: "Kendall's" gives "Kendall".
    [GeneratedRegex(@"(?<!['’](?=s\b))[\p{L}\p{M}\p{Nd}\p{No}]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();
}
