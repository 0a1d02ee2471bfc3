using System.Text;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Brings what a font says a glyph stands for into the characters that text is written and searched with.</summary>
internal static class GlyphText
{
    private const string Accents = "\u00B4`\u00A8\u02C6\u02DC\u00AF\u02D8\u02D9\u00B8\u02DA\u02DD\u02C7^~";
    private const string Combining = "\u0301\u0300\u0308\u0302\u0303\u0304\u0306\u0307\u0327\u030A\u030B\u030C\u0302\u0303";
    private const string Raisable = "0123456789+-\u2212=()ni";
    private const string Raised = "\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079\u207A\u207B\u207B\u207C\u207D\u207E\u207F\u2071";

    /// <summary>Where TeX's fonts have them, for files that do not say so.</summary>
    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl"];

    /// <summary>
    /// Ligatures taken apart, mathematical letters made plain, hyphens and spaces made the usual ones; nothing for what
    /// has no character. Superscripts and other compatibility characters stay: "10²" must not become 102.
    /// </summary>
    public static string Plain(string text)
    {
        if (text.Length == 1 && text[0] is > ' ' and < '\u007F')
        {
            return text;
        }

        if (!text.Any(NeedsChange))
        {
            return text.IsNormalized() ? text : text.Normalize();
        }

        var plain = new StringBuilder(text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case >= 0x0B and <= 0x0F:
                    plain.Append(Ligatures[rune.Value - 0x0B]);
                    break;
                case >= 0x1B and <= 0x1F:
                    plain.Append(Ligatures[rune.Value - 0x1B]);
                    break;
                case 0x15 or 0x16:
                    plain.Append(rune.Value == 0x15 ? '\u2013' : '\u2014');
                    break;
                case < ' ' or (>= 0x7F and < 0xA0) or (>= 0xE000 and <= 0xF8FF) or 0xFFFD or >= 0xF0000:
                    break;
                case 0xA0 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000:
                    plain.Append(' ');
                    break;
                case 0x2010 or 0x2011 or 0xAD:
                    plain.Append('-');
                    break;
                case (>= 0xFB00 and <= 0xFB4F) or (>= 0x1D400 and <= 0x1D7FF):
                    plain.Append(rune.ToString().Normalize(NormalizationForm.FormKC));
                    break;
                default:
                    plain.Append(rune);
                    break;
            }
        }

        var result = plain.ToString();
        return result.IsNormalized() ? result : result.Normalize();
    }

    /// <summary>A letter with the accent that TeX's older fonts paint as a glyph of its own; null when the two do not go together.</summary>
    public static string? Accented(char accent, string letter)
    {
        var at = Accents.IndexOf(accent, StringComparison.Ordinal);
        if (at < 0 || letter.Length != 1 || !char.IsLetter(letter[0]))
        {
            return null;
        }

        var under = letter[0] switch { '\u0131' => 'i', '\u0237' => 'j', var c => c };
        var composed = new string([under, Combining[at]]).Normalize();
        return composed.Length == 1 ? composed : null;
    }

    public static bool IsAccent(string text) => text.Length == 1 && Accents.Contains(text[0], StringComparison.Ordinal);

    /// <summary>Raised digits and signs as superscripts; other text as it is.</summary>
    public static string Superscript(string text)
    {
        if (!text.Any(char.IsAsciiDigit) && text is not ("+" or "-" or "\u2212"))
        {
            return text;
        }

        return string.Concat(text.Select(c => Raisable.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? Raised[at] : c));
    }

    private static bool NeedsChange(char c) =>
        c is < ' ' or (>= '\u007F' and <= '\u00A0') or '\u00AD' or (>= '\u2000' and <= '\u200A') or '\u2010' or '\u2011' or '\u202F' or '\u205F' or '\u3000' or (>= '\uE000' and <= '\uFB4F') or '\uFFFD'
        || char.IsSurrogate(c);
}
