using System.Text;
using System.Text.RegularExpressions;

namespace ResearchAgent.Text;

/// <summary>Turns the LaTeX that abstracts carry (<c>\%</c>, <c>``x''</c>, <c>\url{..}</c>, <c>na\"ive</c>) into plain text.</summary>
public static partial class LatexText
{
    public static string ToPlain(string text)
    {
        if (text.AsSpan().IndexOfAny('\\', '`', '{') < 0 && !text.Contains("''", StringComparison.Ordinal) && !text.Contains('~', StringComparison.Ordinal))
        {
            return Whitespace().Replace(text, " ").Trim();
        }

        text = Accent().Replace(text, m => Compose(m.Groups["letter"].Value[^1], m.Groups["accent"].Value[0]));
        text = Styled().Replace(text, "${body}");
        text = text.Replace("``", "\"", StringComparison.Ordinal).Replace("''", "\"", StringComparison.Ordinal);
        text = EscapedSymbol().Replace(text, "$1");
        text = Command().Replace(text, "$1");
        text = Grouped().Replace(text, "$1");
        text = Tie().Replace(text, " ");
        return Whitespace().Replace(text, " ").Trim();
    }

    private static string Compose(char letter, char accent)
    {
        // \i and \j are the dotless letters that an accent replaces.
        var mark = accent switch { '"' => '\u0308', '\'' => '\u0301', '`' => '\u0300', '^' => '\u0302', '~' => '\u0303', 'c' => '\u0327', 'v' => '\u030C', _ => '\u0304' };
        return new string([letter, mark]).Normalize(NormalizationForm.FormC);
    }

    [GeneratedRegex("""\{?\\(?<accent>["'`^~=cv])\{?(?<letter>\\?[A-Za-z])\}?\}?(?<![\\][cv][a-z]+)""")]
    private static partial Regex Accent();

    // \textit{O} as well as the "textit{O}" that a lost backslash leaves behind.
    [GeneratedRegex(@"\\?(?:textit|textbf|texttt|emph|text|mathrm|mathbf|url|href)\{(?<body>[^{}]*)\}|\{\\?(?:it|bf|em)\s+(?<body>[^{}]*)\}")]
    private static partial Regex Styled();

    [GeneratedRegex(@"\\([%&$#_{}])")]
    private static partial Regex EscapedSymbol();

    [GeneratedRegex(@"\\([A-Za-z]+)(?:\{\})?")]
    private static partial Regex Command();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Grouped();

    // A tie is a space between words, but "~5%" means "about 5%".
    [GeneratedRegex(@"(?<=[\p{L}\p{Nd}.])~(?=[\p{L}(])")]
    private static partial Regex Tie();

    [GeneratedRegex(@"[ \t\u00A0]+")]
    private static partial Regex Whitespace();
}
