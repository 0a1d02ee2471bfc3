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

    /// <summary>Lower case, accents removed as by <see cref="FoldAccents"/>.</summary>
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

    /// <summary>NFKD without combining marks; letters whose stroke or joint is no mark are spelled as English does (ø, ł, ß, æ).</summary>
    public static string FoldAccents(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var folded = new StringBuilder(text.Length);
        foreach (var c in Repaired(text).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            var spelled = c switch
            {
                'ø' => "o",
                'Ø' => "O",
                'ł' => "l",
                'Ł' => "L",
                'đ' or 'ð' => "d",
                'Đ' or 'Ð' => "D",
                'ı' => "i",
                'ß' => "ss",
                'ẞ' => "SS",
                'æ' => "ae",
                'Æ' => "AE",
                'œ' => "oe",
                'Œ' => "OE",
                'þ' => "th",
                'Þ' => "Th",
                _ => null,
            };
            _ = spelled is null ? folded.Append(c) : folded.Append(spelled);
        }

        return folded.ToString();
    }

    // Normalize throws on half of a surrogate pair and on U+FFFE and U+FFFF.
    private static string Repaired(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            repaired.Append(rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString());
        }

        return repaired.ToString();
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
    [GeneratedRegex(@"(?<!['’](?=[sS]\b))[\p{L}\p{M}\p{Nd}\p{No}]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();
}
