using System.Text;

namespace ResearchAgent.Readers.Html;

/// <summary>Looks at a page's bytes before they are parsed: HTML forgives everything, even half a page and a hundred thousand open tags.</summary>
internal static class HtmlGuard
{
    /// <summary>Old pages leave some hundred tags open; each makes the parser slower.</summary>
    private const int MaxOpen = 1000;

    private static readonly HashSet<string> ClosedByOthers = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "li", "td", "tr", "th", "dd", "dt", "option", "tbody", "thead", "tfoot", "colgroup", "rp", "rt",
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    };

    /// <summary>Why the page cannot be read as a whole; null if nothing speaks against it.</summary>
    public static string? Problem(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return Problem(Encoding.Latin1.GetBytes(Encoding.Unicode.GetString(bytes)));
        }

        var (open, begins, ends) = (0, false, false);
        for (var at = 0; at < bytes.Length;)
        {
            var found = bytes[at..].IndexOf((byte)'<');
            if (found < 0 || at + found + 1 >= bytes.Length)
            {
                break;
            }

            at += found + 1;
            var closes = bytes[at] == (byte)'/';
            var start = closes ? at + 1 : at;
            var end = start;
            while (end < bytes.Length && end - start < 20 && char.IsAsciiLetterOrDigit((char)bytes[end]))
            {
                end++;
            }

            if (end == start)
            {
                continue;
            }

            var name = Encoding.ASCII.GetString(bytes[start..end]);
            at = end;
            begins |= !closes && (name.Equals("html", StringComparison.OrdinalIgnoreCase) || name.Equals("body", StringComparison.OrdinalIgnoreCase));
            ends |= closes && bytes[end..].TrimStart(" \t\r\n"u8) is [(byte)'>', ..] && (name.Equals("html", StringComparison.OrdinalIgnoreCase) || name.Equals("body", StringComparison.OrdinalIgnoreCase));
            if (ClosedByOthers.Contains(name))
            {
                continue;
            }

            var tagEnd = bytes[at..].IndexOf((byte)'>');
            var closesItself = tagEnd > 0 && bytes[at + tagEnd - 1] == (byte)'/';
            open += closes ? (open > 0 ? -1 : 0) : closesItself ? 0 : 1;
            if (open > MaxOpen)
            {
                return $"the page leaves more than {MaxOpen} tags open. This is no article; save the page again.";
            }

            at = closes || tagEnd < 0 ? at : AfterRaw(bytes, name, at + tagEnd);
        }

        return begins && !ends ? "the page breaks off: neither </body> nor </html> ends it. Save the page again." : null;
    }

    // Tags inside of scripts are text.
    private static int AfterRaw(ReadOnlySpan<byte> bytes, string name, int at)
    {
        if (!name.Equals("script", StringComparison.OrdinalIgnoreCase) && !name.Equals("style", StringComparison.OrdinalIgnoreCase))
        {
            return at;
        }

        var close = bytes[at..].IndexOf("</s"u8);
        return close < 0 ? at : at + close;
    }
}
