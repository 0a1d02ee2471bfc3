using System.Text;
using System.Xml.Linq;
using AngleSharp.Dom;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;
using ResearchAgent.Readers.Latex;

namespace ResearchAgent.Readers.Html;

/// <summary>An article's elements as sections of text.</summary>
internal sealed class HtmlBody(SectionWriter sections, string title)
{
    private const int MaxTableLength = 4000;

    private readonly StringBuilder _text = new();
    private readonly List<string> _notes = [];

    public void Read(IElement root)
    {
        foreach (var child in root.ChildNodes)
        {
            Append(child);
        }

        Flush();
    }

    private void Append(INode node)
    {
        switch (node)
        {
            case IText words:
                _text.Append(words.Data.Replace('\n', ' '));
                break;
            case IElement element:
                Append(element);
                break;
        }
    }

    private void Append(IElement element)
    {
        if (IsNoText(element))
        {
            return;
        }

        switch (element.LocalName)
        {
            case ['h', >= '1' and <= '6']:
                Heading(element);
                break;
            case "math":
                _text.Append(Formula(element));
                break;
            case "figure":
                Flush();
                Caption(element);
                break;
            case "table" when element.ClassList.Any(c => c.StartsWith("ltx_eq", StringComparison.Ordinal)):
                // LaTeXML sets displayed formulas in tables.
                _text.Append(' ');
                Children(element);
                _text.Append(' ');
                break;
            case "table":
                Flush();
                if (element.QuerySelector("table") is not null || element.QuerySelector("p") is not null && element.QuerySelectorAll("td").Length < 3)
                {
                    // A table for the layout.
                    Children(element);
                    Flush();
                }
                else
                {
                    Table(element);
                }

                break;
            case "br":
                _text.Append(' ');
                break;
            case "pre":
                Flush();
                sections.Lines(element.TextContent);
                break;
            case "sup":
                Superscript(element);
                break;
            case "span" when element.ClassList.Contains("ltx_note"):
                _notes.Add(NoteText(element));
                break;
            case "p" or "div" or "section" or "article" or "li" or "ul" or "ol" or "dl" or "dd" or "dt" or "blockquote" or "td" or "th" or "tr" or "tbody" or "main" or "header" or "details" or "summary" or "address" or "center" or "figcaption" or "caption" or "hr":
                // A paragraph around a displayed formula goes on after it.
                var isEquation = element.ClassList.Any(c => c.StartsWith("ltx_eq", StringComparison.Ordinal)) || element.LocalName is "td" or "tr" or "tbody";
                _text.Append(isEquation ? " " : "\n\n");
                Children(element);
                _text.Append(isEquation ? " " : "\n\n");
                break;
            default:
                Children(element);
                break;
        }
    }

    private void Children(IElement element)
    {
        foreach (var child in element.ChildNodes)
        {
            Append(child);
        }
    }

    private static bool IsNoText(IElement element) =>
        element.LocalName is "script" or "style" or "noscript" or "template" or "nav" or "footer" or "aside" or "form" or "button" or "svg" or "iframe" or "img" or "video" or "audio" or "canvas" or "object" or "select" or "head" or "annotation" or "annotation-xml"
        || element.ClassList.Any(c => c is "ltx_ERROR" or "ltx_page_footer" or "ltx_page_header" or "ltx_authors" or "ltx_dates" or "ltx_bibliography" or "ltx_TOC" or "ltx_role_footnotemark" or "ltx_pagination" or "ltx_keywords" or "mw-editsection" or "navbox" or "sr-only" or "visually-hidden")
        || element.GetAttribute("role") is "navigation" or "banner" or "contentinfo" or "search" or "doc-toc";

    private void Heading(IElement element)
    {
        var own = (IElement)element.Clone();
        foreach (var tag in own.QuerySelectorAll(".ltx_tag, .ltx_note, script, style, button, a.headerlink, a.anchor").ToList())
        {
            tag.Remove();
        }

        var heading = RecordText.OneLine(own.TextContent).TrimEnd('¶', '#', ' ');
        if (element.ClassList.Contains("ltx_runin"))
        {
            // "Proof." and the like begin a paragraph.
            _text.Append("\n\n").Append(RecordText.OneLine(element.TextContent)).Append(' ');
            return;
        }

        Flush();
        if (heading.Length > 0 && PaperId.NormalizeTitle(heading) != PaperId.NormalizeTitle(title))
        {
            sections.Heading(element.LocalName[1] - '0', heading);
        }
    }

    // A caption may hold a figure's parts, which have captions of their own.
    private void Caption(IElement figure)
    {
        foreach (var inner in figure.QuerySelectorAll("figure").Where(f => f.ParentElement?.Closest("figure") == figure))
        {
            Caption(inner);
        }

        var caption = figure.QuerySelectorAll("figcaption").FirstOrDefault(c => c.Closest("figure") == figure);
        var rows = string.Join('\n', figure.QuerySelectorAll("tr").Where(r => r.Closest("figure") == figure && r.QuerySelector("table") is null).Select(Row).Where(r => r.Length > 0));
        sections.Caption(caption is null ? "" : Plain(caption), rows.Length <= MaxTableLength ? rows : "");
    }

    private void Table(IElement table)
    {
        var rows = string.Join('\n', table.QuerySelectorAll("tr").Select(Row).Where(r => r.Length > 0));
        var caption = table.QuerySelector("caption") is { } written ? Plain(written) : "";
        if (caption.Length > 0)
        {
            sections.Caption(caption, rows.Length <= MaxTableLength ? rows : "");
        }
        else if (rows.Length <= MaxTableLength)
        {
            sections.Lines(rows);
        }
    }

    private string Row(IElement row)
    {
        List<string> cells = [.. row.Children.Where(c => c.LocalName is "td" or "th").Select(Plain)];
        return cells.All(c => c.Length == 0) ? "" : string.Join(" | ", cells);
    }

    private static string Plain(IElement element)
    {
        var part = new HtmlBody(new SectionWriter(), "");
        part.Children(element);
        return RecordText.OneLine(part._text.ToString());
    }

    private static string NoteText(IElement note)
    {
        var content = (IElement)(note.QuerySelector(".ltx_note_content") ?? note).Clone();
        foreach (var mark in content.QuerySelectorAll(".ltx_note_mark, .ltx_tag, .ltx_note_type").ToList())
        {
            mark.Remove();
        }

        return Plain(content);
    }

    private void Superscript(IElement element)
    {
        var text = Plain(element);
        var isNumber = text.TrimStart('-', '−', '–', '+') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit);
        if (element.QuerySelector("a") is not null && text.Length > 0)
        {
            RaisedCitation.Append(_text, text);
        }
        else
        {
            _text.Append(isNumber && _text.Length > 0 && char.IsLetterOrDigit(_text[^1]) ? "^" : "").Append(text);
        }
    }

    // LaTeXML and MathJax keep what the author wrote.
    private static string Formula(IElement math)
    {
        if ((math.GetAttribute("alttext") ?? math.QuerySelector("annotation[encoding='application/x-tex']")?.TextContent) is { Length: > 0 } tex)
        {
            return LatexMath.ToPlain(tex.Replace("%\n", "", StringComparison.Ordinal));
        }

        return MathMl.ToPlain(ToXml(math));
    }

    private static XElement ToXml(IElement element) =>
        new(System.Xml.XmlConvert.EncodeLocalName(element.LocalName)!, element.ChildNodes.Select(object? (n) => n switch { IElement child => ToXml(child), IText words => words.Data, _ => null }));

    private void Flush()
    {
        sections.Paragraph(_text.ToString());
        _text.Clear();
        _notes.ForEach(sections.Note);
        _notes.Clear();
    }
}
