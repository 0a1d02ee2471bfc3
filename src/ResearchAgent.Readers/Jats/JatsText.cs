using System.Text;
using System.Xml.Linq;
using ResearchAgent.Readers.FullText;
using ResearchAgent.Text;

namespace ResearchAgent.Readers.Jats;

/// <summary>Running text of JATS elements. Figures, tables and footnotes met on the way go where they belong.</summary>
internal sealed class JatsText(SectionWriter? sections)
{
    /// <summary>A table of more characters is data; its caption still says what it shows.</summary>
    private const int MaxTableLength = 4000;

    private readonly StringBuilder _text = new();
    private readonly List<string> _notes = [];

    /// <summary>The text of a title, name or label; empty for null.</summary>
    public static string OneLine(XElement? element)
    {
        var text = new JatsText(null);
        if (element is not null)
        {
            text.AppendContent(element);
        }

        return RecordText.OneLine(text.ToString());
    }

    /// <summary>Ends a paragraph.</summary>
    public void Break() => _text.Append("\n\n");

    public void Append(string text) => _text.Append(text);

    public void AppendContent(XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    // A blank line in the file is no paragraph.
                    _text.Append(words.Value.Replace('\n', ' '));
                    break;
                case XElement child:
                    AppendElement(child);
                    break;
            }
        }
    }

    public void AppendElement(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "fig" or "table-wrap":
                WriteCaption(element);
                break;
            case "fn":
                _notes.Add(NoteOf(element));
                break;
            case "inline-formula" or "disp-formula" or "chem-struct":
                AppendFormula(element);
                break;
            case "math":
                _text.Append(MathMl.ToPlain(element));
                break;
            case "tex-math":
                _text.Append(LatexText.ToPlain(TexBody(element.Value)));
                break;
            case "sup":
                AppendSuperscript(element);
                break;
            case "break":
                _text.Append(' ');
                break;
            case "p" or "list" or "def-list" or "disp-quote" or "boxed-text" or "list-item" or "verse-group" or "verse-line" or "statement" or "speech" or "disp-formula-group" or "preformat" or "code":
                Break();
                AppendContent(element);
                Break();
                break;
            case "title":
                AppendContent(element);
                Break();
                break;
            case "def-item":
                Break();
                _text.Append(OneLine(element.Element("term"))).Append(": ").Append(string.Join(' ', element.Elements("def").Select(OneLine)));
                Break();
                break;
            case "attrib" or "sec":
                Break();
                AppendContent(element);
                break;
            case "label" when element.Parent?.Name.LocalName is "fn" or "boxed-text" or "sec" or "mixed-citation" or "citation":
                break;
            case "pub-id" when (string?)element.Attribute("pub-id-type") is not ("doi" or "arxiv"):
                break;
            case "label":
                AppendContent(element);
                _text.Append(' ');
                break;
            case "supplementary-material" or "graphic" or "inline-graphic" or "media" or "inline-supplementary-material" or "object-id" or "permissions" or "index-term" or "alt-text" or "long-desc" or "ref-list" or "sub-article" or "response":
                break;
            default:
                AppendContent(element);
                break;
        }
    }

    /// <summary>Hands the footnotes on, after the text they belong to.</summary>
    public void WriteNotes() => _notes.ForEach(n => sections?.Note(n));

    public override string ToString() => _text.ToString();

    private static string NoteOf(XElement note)
    {
        var text = new JatsText(null);
        text.AppendContent(note);
        return RecordText.OneLine(text.ToString());
    }

    private void AppendFormula(XElement formula)
    {
        var isDisplayed = formula.Name.LocalName == "disp-formula";
        var written = formula.Descendants("math").FirstOrDefault() is { } math ? MathMl.ToPlain(math)
            : formula.Descendants("tex-math").FirstOrDefault() is { } tex ? LatexText.ToPlain(TexBody(tex.Value))
            : WithoutLabel(formula);

        // A picture only: without a word in its place the sentence would say something else.
        written = written.Length > 0 ? written : "[formula]";
        _text.Append(isDisplayed ? " " : "").Append(written);
        if (isDisplayed)
        {
            _text.Append(' ').Append(OneLine(formula.Element("label"))).Append(' ');
        }
    }

    private static string WithoutLabel(XElement formula)
    {
        var text = new JatsText(null);
        foreach (var node in formula.Nodes().Where(n => n is not XElement { Name.LocalName: "label" }))
        {
            if (node is XText words)
            {
                text.Append(words.Value);
            }
            else if (node is XElement child)
            {
                text.AppendElement(child);
            }
        }

        return RecordText.OneLine(text.ToString());
    }

    // Publishers wrap a formula in a whole document.
    private static string TexBody(string tex)
    {
        var begin = tex.IndexOf(@"\begin{document}", StringComparison.Ordinal);
        var end = tex.LastIndexOf(@"\end{document}", StringComparison.Ordinal);
        return (begin >= 0 && end > begin ? tex[(begin + 16)..end] : tex).Replace("$", "", StringComparison.Ordinal);
    }

    // "10<sup>-3</sup>" is not 10-3; a raised citation stands as others do, before the full stop it is printed after.
    private void AppendSuperscript(XElement element)
    {
        var text = OneLine(element);
        if (element.Descendants("xref").Any(x => (string?)x.Attribute("ref-type") == "bibr"))
        {
            RaisedCitation.Append(_text, text);
        }
        else if (text.Length > 0 && text.TrimStart('-', '−', '–', '+') is var digits && digits.Length > 0 && digits.All(c => char.IsAsciiDigit(c) || c == '.') && _text.Length > 0 && char.IsLetterOrDigit(_text[^1]))
        {
            _text.Append('^').Append(text);
        }
        else
        {
            AppendContent(element);
        }
    }

    private void WriteCaption(XElement figure)
    {
        var label = OneLine(figure.Element("label"));
        var caption = new JatsText(null);
        foreach (var part in figure.Elements("caption").Elements())
        {
            caption.AppendContent(part);
            caption.Append(part.Name.LocalName == "title" && !EndsSentence(caption._text) ? ". " : " ");
        }

        var rows = string.Join('\n', figure.Descendants("tr").Select(RowOf).Where(r => r.Length > 0));
        var foot = string.Join(' ', figure.Elements("table-wrap-foot").Select(OneLine));
        sections?.Caption(
            (label.Length == 0 ? "" : EndsSentence(label) ? label + " " : label + ". ") + caption,
            rows.Length > MaxTableLength ? foot : rows + "\n" + foot);
    }

    private static string RowOf(XElement row)
    {
        List<string> cells = [.. row.Elements().Where(e => e.Name.LocalName is "td" or "th").Select(OneLine)];
        return cells.All(c => c.Length == 0) ? "" : string.Join(" | ", cells);
    }

    private static bool EndsSentence(StringBuilder text) => EndsSentence(text.ToString().TrimEnd());

    private static bool EndsSentence(string text) => text.Length == 0 || text[^1] is '.' or '?' or '!' or ':';
}
