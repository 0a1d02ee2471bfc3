using System.Text;

namespace ResearchAgent.Readers;

/// <summary>Brings text from foreign files into the form that records and messages hold.</summary>
internal static class RecordText
{
    private const int MaxShownLength = 80;

    /// <summary>One line: white space collapsed, without control and zero-width characters.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in Printable(text))
        {
            if (!char.IsWhiteSpace(c))
            {
                line.Append(c);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd(' ');
    }

    /// <summary>Lines joined into paragraphs; one blank line between paragraphs.</summary>
    public static string Paragraphs(string text)
    {
        var paragraphs = new List<string>();
        var paragraph = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                paragraph.Append(line).Append(' ');
            }
            else if (paragraph.Length > 0)
            {
                paragraphs.Add(OneLine(paragraph.ToString()));
                paragraph.Clear();
            }
        }

        paragraphs.Add(OneLine(paragraph.ToString()));
        return string.Join("\n\n", paragraphs.Where(p => p.Length > 0));
    }

    /// <summary>Without what cannot be seen but would reach a terminal, turn text around or break a word: control, zero-width and tag characters.</summary>
    public static string Printable(string text)
    {
        var first = 0;
        while (first < text.Length && (text[first] == '\n' || !IsInvisible(text, first)))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var printable = new StringBuilder(text.Length).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\n' or '\t' || !IsInvisible(text, i))
            {
                printable.Append(c);
            }
            else if (char.IsWhiteSpace(c))
            {
                printable.Append(' ');
            }
        }

        return printable.ToString();
    }

    /// <summary>A value for a message: quoted, one line, cut where it is long.</summary>
    public static string Shown(string text)
    {
        var line = OneLine(text.Length > 4 * MaxShownLength ? text[..(4 * MaxShownLength)] : text);
        if (line.Length > MaxShownLength)
        {
            var end = char.IsHighSurrogate(line[MaxShownLength - 1]) ? MaxShownLength - 1 : MaxShownLength;
            line = line[..end].TrimEnd() + "...";
        }

        return $"'{line}'";
    }

    private static bool IsInvisible(string text, int index) =>
        text[index] is < ' ' or (>= '\u007F' and <= '\u009F') || (text[index] >= '\u00AD' && HiddenCharacters.IsHidden(text, index));
}
