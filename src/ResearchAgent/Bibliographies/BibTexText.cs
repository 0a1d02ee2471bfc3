using System.Buffers;
using System.Text;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Bibliographies;

/// <summary>
/// Text of BibTeX fields: LaTeX to Unicode and back. <see cref="Escape"/> writes UTF-8 and only what TeX would act on as
/// commands, so that <see cref="ToUnicode"/> gives back every text. Both take time linear in the text.
/// </summary>
public static class BibTexText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\{}$`'-~");

    /// <summary>Accents, commands and quotes become Unicode, grouping braces go, <c>\par</c> and blank lines separate paragraphs.</summary>
    public static string ToUnicode(string latex) => latex.AsSpan().IndexOfAny(Special) < 0 ? latex : new LatexDecoder(latex).Decode();

    /// <summary>An address, identifier or path: escaped signs are unescaped and <c>\url{}</c> is taken off, nothing else changes.</summary>
    public static string Verbatim(string latex)
    {
        var text = latex.Trim();
        if (text.StartsWith(@"\url{", StringComparison.Ordinal) && text.EndsWith('}'))
        {
            text = text[5..^1];
        }

        if (text.AsSpan().IndexOfAny('\\', '{', '}') < 0)
        {
            return text;
        }

        var verbatim = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '_' or '&' or '%' or '#' or '$' or '{' or '}' or '~' or '\\')
            {
                verbatim.Append(text[++i]);
            }
            else if (text[i] == '\\' && Command(text, i) is { } command)
            {
                verbatim.Append(command.Sign);
                i += command.Length - 1;
            }
            else if (text[i] is not ('{' or '}'))
            {
                verbatim.Append(text[i]);
            }
        }

        return verbatim.ToString();
    }

    /// <summary>Any text as a BibTeX value without its outer braces: balanced, on one line, without a command that the text holds.</summary>
    public static string Escape(string text)
    {
        var latex = new StringBuilder(text.Length + 8);
        var paragraphs = text.Split("\n\n").Select(SingleLine.Of).ToList();
        for (var i = 0; i < paragraphs.Count; i++)
        {
            latex.Append(i > 0 ? @" \par " : "");
            foreach (var c in paragraphs[i])
            {
                Append(latex, c);
            }
        }

        return latex.ToString();
    }

    private static (string Sign, int Length)? Command(string text, int at)
    {
        foreach (var (name, sign) in ((string, string)[])[(@"\textasciitilde", "~"), (@"\textunderscore", "_"), (@"\sim", "~"), (@"\textbackslash", "\\")])
        {
            if (string.CompareOrdinal(text, at, name, 0, name.Length) == 0)
            {
                return (sign, name.Length);
            }
        }

        return null;
    }

    // Two of these in a row would be read as one sign: "--" is a dash, "''" a closing quote.
    private static void Append(StringBuilder latex, char c)
    {
        if (c is '-' or '\'' && latex.Length > 0 && latex[^1] == c)
        {
            latex.Append("{}");
        }

        latex.Append(c switch
        {
            '\\' => @"\textbackslash{}",
            '{' => @"\textbraceleft{}",
            '}' => @"\textbraceright{}",
            '~' => @"\textasciitilde{}",
            '^' => @"\textasciicircum{}",
            '`' => @"\textasciigrave{}",
            '<' => @"\textless{}",
            '>' => @"\textgreater{}",
            '|' => @"\textbar{}",
            '&' or '%' or '$' or '#' or '_' => "\\" + c,
            _ => c.ToString(),
        });
    }
}
