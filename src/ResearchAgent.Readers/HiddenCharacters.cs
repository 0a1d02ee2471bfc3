using System.Buffers;
using System.Text;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>
/// Characters that a reader does not see: they break words for a search, turn text around, or spell out instructions for a
/// machine (Unicode's tag characters).
/// </summary>
internal static class HiddenCharacters
{
    private const int MaxShown = 120;
    private const int MaxTagsOfFlag = 7;

    private static readonly SearchValues<char> Overrides = SearchValues.Create("\u202A\u202B\u202D\u202E");
    private static readonly SearchValues<char> Marks = SearchValues.Create("\u202C\u2066\u2067\u2068\u2069\u200E\u200F");

    /// <summary>The text without them, and the flags that it deserves.</summary>
    /// <param name="page">For the flags; null for a file without pages.</param>
    public static (string Clean, IReadOnlyList<PaperFlag> Flags) Remove(string text, int? page = null)
    {
        var flags = FlagsOf(text, page);
        return (RecordText.Printable(text), flags);
    }

    /// <summary>
    /// Flags for zero-width characters inside of Latin words, for tag characters, and for controls of direction in text that
    /// is written from left to right. A byte order mark, or a mark beside Hebrew or Arabic, deserves none.
    /// </summary>
    public static IReadOnlyList<PaperFlag> FlagsOf(string text, int? page = null)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u200B', '\u206F') && !text.Contains('\uFEFF', StringComparison.Ordinal) && !text.Contains('\uDB40', StringComparison.Ordinal))
        {
            return [];
        }

        var flags = new List<PaperFlag>();
        if (TagText(text) is { Length: > 0 } tags)
        {
            flags.Add(new PaperFlag(PaperFlagKind.InvisibleCharacters, $"Unicode tag characters that spell {Start(tags)}", page));
        }
        else if (IndexInsideWord(text) is >= 0 and var at)
        {
            flags.Add(new PaperFlag(PaperFlagKind.InvisibleCharacters, $"Zero-width characters inside of words: {Start(Around(text, at))}", page));
        }

        var turn = text.AsSpan().IndexOfAny(Overrides);
        if (turn < 0)
        {
            // Marks and isolates belong to Hebrew and Arabic.
            turn = text.AsSpan().IndexOfAny(Marks);
            turn = turn >= 0 && text.Any(IsRightToLeft) ? -1 : turn;
        }

        if (turn >= 0)
        {
            flags.Add(new PaperFlag(PaperFlagKind.BidirectionalControls, $"Controls that turn the order of text: {Start(Around(text, turn))}", page));
        }

        return flags;
    }

    /// <summary>Must it be removed? Joiners between letters that need them, and in emoji, are kept.</summary>
    internal static bool IsHidden(string text, int index)
    {
        var c = text[index];
        return c switch
        {
            '\u200C' or '\u200D' => !JoinsLetters(text, index),
            '\u200B' or '\u200E' or '\u200F' or '\u2060' or '\uFEFF' or '\u00AD' => true,
            (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
            '\uDB40' => index + 1 < text.Length && IsTagTail(text[index + 1]),
            >= '\uDC00' and <= '\uDC7F' => index > 0 && text[index - 1] == '\uDB40',
            _ => false,
        };
    }

    private static bool IsTagTail(char c) => c is >= '\uDC00' and <= '\uDC7F';

    private static bool JoinsLetters(string text, int index) =>
        index > 0 && index + 1 < text.Length && IsJoined(text[index - 1]) && IsJoined(text[index + 1]);

    // Letters beyond Latin, Greek and Cyrillic, signs that vary them, and emoji.
    private static bool IsJoined(char c) => char.IsSurrogate(c) || c is >= '\u0590' and not (>= '\u2000' and <= '\u206F') and not '\uFEFF';

    private static bool IsRightToLeft(char c) => c is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');

    private static int IndexInsideWord(string text)
    {
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] is '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' && IsLatin(text[i - 1]) && IsLatin(text[i + 1]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsLatin(char c) => char.IsLetter(c) && c < '\u0250';

    private static string TagText(string text)
    {
        var tags = new StringBuilder();
        for (var i = 0; i + 1 < text.Length; i++)
        {
            // The flags of Scotland, Wales and England are a black flag and up to seven tags.
            if (i > 0 && text[i - 1] == '\uD83C' && text[i] == '\uDFF4')
            {
                i += MaxTagsOfFlag * 2;
            }
            else if (text[i] == '\uDB40' && IsTagTail(text[i + 1]))
            {
                var c = (char)(text[i + 1] - '\uDC00');
                tags.Append(c is >= ' ' and < '\u007F' ? c : ' ');
            }
        }

        return tags.ToString();
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 30)..Math.Min(text.Length, at + MaxShown)];

    private static string Start(string text)
    {
        var line = RecordText.OneLine(text);
        var end = Math.Min(line.Length, MaxShown);
        end = end > 0 && end < line.Length && char.IsHighSurrogate(line[end - 1]) ? end - 1 : end;
        return $"'{line[..end]}'";
    }
}
