using System.Net;
using System.Text;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>Text of catalogues in the form that records hold. Titles and abstracts may carry JATS or HTML, well formed or not.</summary>
internal static class CatalogueText
{
    private const int MaxTagLength = 300;

    public static string Line(string text) => SingleLine.Of(text);

    /// <summary>One line without markup: "H<sub>2</sub>O" is "H2O".</summary>
    public static string Plain(string text) => Line(WebUtility.HtmlDecode(WithoutTags(text)));

    /// <summary>Paragraphs of a JATS abstract, one blank line between them, without the heading "Abstract".</summary>
    public static string Paragraphs(string jats)
    {
        var paragraphs = WithoutTags(jats).Split("\n\n").Select(p => Line(WebUtility.HtmlDecode(p))).Where(p => p.Length > 0).ToList();
        if (paragraphs.Count > 1 && paragraphs[0].TrimEnd(':', '.') is "Abstract" or "ABSTRACT" or "Summary")
        {
            paragraphs.RemoveAt(0);
        }

        return string.Join("\n\n", paragraphs);
    }

    // "<" that opens no tag is text. Formulas are often given twice, as MathML and as LaTeX: the LaTeX goes.
    private static string WithoutTags(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '<' && i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] is '/' or '!')
                ? text.IndexOf('>', i, Math.Min(MaxTagLength, text.Length - i))
                : -1;
            if (end < 0)
            {
                plain.Append(text[i]);
                continue;
            }

            var name = NameOf(text.AsSpan(i + 1, end - i - 1));
            if (name is "p" or "title" or "sec" or "list-item" or "div" or "br")
            {
                plain.Append("\n\n");
            }

            if (name == "tex-math" && text[i + 1] != '/' && text.IndexOf("tex-math>", end, StringComparison.Ordinal) is var close and > 0)
            {
                end = close + "tex-math>".Length - 1;
            }

            i = end;
        }

        return plain.ToString();
    }

    // "/jats:p" and "p class" are both "p".
    private static string NameOf(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimStart('/');
        var space = name.IndexOfAny(' ', '/', '\n');
        name = space >= 0 ? name[..space] : name;
        return name[(name.IndexOf(':') + 1)..].ToString().ToLowerInvariant();
    }
}
