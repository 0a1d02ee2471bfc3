using System.Text;
using System.Text.RegularExpressions;

namespace ResearchAgent.Text;

/// <summary>Turns the LaTeX that abstracts carry (<c>\%</c>, <c>``x''</c>, <c>\url{..}</c>, <c>na\"ive</c>) into plain text. Takes time linear in the text.</summary>
public static partial class LatexText
{
    private static readonly Dictionary<string, string> Letters = new(StringComparer.Ordinal)
    {
        ["o"] = "ø",
        ["O"] = "Ø",
        ["l"] = "ł",
        ["L"] = "Ł",
        ["ss"] = "ß",
        ["ae"] = "æ",
        ["AE"] = "Æ",
        ["oe"] = "œ",
        ["OE"] = "Œ",
        ["aa"] = "å",
        ["AA"] = "Å",
        ["i"] = "i",
        ["j"] = "j",
    };

    public static string ToPlain(string text)
    {
        if (text.AsSpan().IndexOfAny('\\', '`', '{') < 0 && !text.Contains("''", StringComparison.Ordinal) && !text.Contains('~', StringComparison.Ordinal))
        {
            return Whitespace().Replace(text, " ").Trim();
        }

        text = Accent().Replace(text, m => Compose(m.Groups["letter"].Value[^1], m.Groups["accent"].Value[0]));
        text = Letter().Replace(text, m => Letters[m.Groups["name"].Value]);
        text = Link().Replace(text, "${text} (${address})");
        text = Fraction().Replace(text, "${top}/${bottom}");
        text = Styled().Replace(text, "${open}");
        text = text.Replace("``", "\"", StringComparison.Ordinal).Replace("''", "\"", StringComparison.Ordinal);
        text = SoftHyphen().Replace(text, "");
        text = Space().Replace(text, " ");
        text = Command().Replace(text, "$1");
        text = EscapedSymbol().Replace(Ungroup(text), "$1");
        text = Tie().Replace(text, " ");
        return Whitespace().Replace(text, " ").Trim();
    }

    private static string Compose(char letter, char accent) =>
        new string([letter, LatexAccent.Mark(accent)!.Value]).Normalize(NormalizationForm.FormC);

    // Braces in pairs only group; one without its fellow, or escaped, is text. "{1}{2}" must not become 12.
    private static string Ungroup(string text)
    {
        var groups = new bool[text.Length];
        var open = new Stack<int>();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '{':
                    open.Push(i);
                    break;
                case '}' when open.TryPop(out var start):
                    groups[start] = groups[i] = true;
                    break;
            }
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!groups[i])
            {
                plain.Append(text[i]);
            }
            else if (text[i] == '{' && i > 0 && text[i - 1] == '}' && groups[i - 1])
            {
                plain.Append(' ');
            }
        }

        return plain.ToString();
    }

    // \i and \j are the dotless letters that an accent replaces.
    [GeneratedRegex("""\\(?:(?<accent>["'`^~=.])(?:\{(?<letter>\\[ij]|[A-Za-z])\}|(?<letter>\\[ij](?![A-Za-z])|[A-Za-z]))|(?<accent>[cvuHkrd])\{(?<letter>\\[ij]|[A-Za-z])\})""")]
    private static partial Regex Accent();

    [GeneratedRegex(@"\\(?<name>ss|[aA][eE]|[oO][eE]|aa|AA|[oOlLij])(?![A-Za-z])(?:\{\})?")]
    private static partial Regex Letter();

    [GeneratedRegex(@"\\href\{(?<address>[^{}]*)\}\{(?<text>[^{}]*)\}")]
    private static partial Regex Link();

    [GeneratedRegex(@"\\[dt]?frac\{(?<top>[^{}]*)\}\{(?<bottom>[^{}]*)\}")]
    private static partial Regex Fraction();

    // \textit{O} as well as the "textit{O}" that a lost backslash leaves behind, and the old {\it O}; the braces go with the other groups.
    [GeneratedRegex(@"(?:\\|(?<![A-Za-z\\]))(?:textit|textbf|texttt|emph|text|mathrm|mathbf|url|href)(?<open>\{)|(?<open>\{)\\?(?:it|bf|em)\s")]
    private static partial Regex Styled();

    [GeneratedRegex(@"\\-")]
    private static partial Regex SoftHyphen();

    // A line break, a thin space, a space after a full stop that ends no sentence.
    [GeneratedRegex(@"\\(?:\\|[,;:! ])")]
    private static partial Regex Space();

    [GeneratedRegex(@"\\([A-Za-z]+)(?:\{\})?")]
    private static partial Regex Command();

    [GeneratedRegex(@"\\([%&$#_{}])")]
    private static partial Regex EscapedSymbol();

    // A tie is a space between words, but "~5%" means "about 5%" and "10~20" a range.
    [GeneratedRegex(@"(?<=[\p{L}.,:;)])~(?=[\p{L}\p{Nd}(\[])|(?<=\p{Nd})~(?=[\p{L}(])")]
    private static partial Regex Tie();

    [GeneratedRegex(@"[ \t\u00A0]+")]
    private static partial Regex Whitespace();
}
