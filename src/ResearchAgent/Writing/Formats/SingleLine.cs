using System.Globalization;
using System.Text;

namespace ResearchAgent.Writing.Formats;

/// <summary>
/// Paper text as one printable line: white space runs become one space; control characters (terminal escapes among them),
/// bidirectional overrides and half surrogates go. Every format starts here, because paper text is not ours.
/// </summary>
public static class SingleLine
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        var spacePending = false;
        foreach (var rune in WellFormed(text).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) && rune.Value != '\u00A0')
            {
                spacePending = line.Length > 0;
            }
            else if (IsPrintable(rune))
            {
                if (spacePending)
                {
                    line.Append(' ');
                    spacePending = false;
                }

                line.Append(rune.ToString());
            }
        }

        return line.ToString();
    }

    // Half surrogates: normalisation and encoders refuse them.
    private static string WellFormed(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                result.Append(text[i]);
            }
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                result.Append(text, i++, 2);
            }
        }

        return result.ToString();
    }

    // Joiners spell words in Persian and Hindi; the other format characters only hide or reorder text.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => false,
        UnicodeCategory.Format => rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner,

        // U+FFFE and its like: string.Normalize throws on them.
        UnicodeCategory.OtherNotAssigned => (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF),
        _ => true,
    };
}
