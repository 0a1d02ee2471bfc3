using System.Text;
using System.Xml.Linq;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Tei;

/// <summary>The text of a TEI article in sections. GROBID's divisions do not nest: the number of a heading tells its level.</summary>
internal sealed class TeiBody
{
    private readonly SectionWriter _sections = new();
    private readonly List<string> _notes = [];

    public IReadOnlyList<Section> Read(XElement root)
    {
        var summary = root.Element("teiHeader")!.Element("profileDesc")?.Element("abstract") ?? root.Descendants("front").Descendants("div").FirstOrDefault(d => (string?)d.Attribute("type") == "abstract");
        if (summary is not null)
        {
            _sections.Section("Abstract", string.Join("\n\n", summary.DescendantsAndSelf().Where(e => e.Name.LocalName is "p" or "ab").Select(TextOf)) is { Length: > 0 } text ? text : TextOf(summary));
        }

        var body = root.Element("text");
        Division(body?.Element("body"), 0);
        foreach (var part in body?.Element("back")?.Elements() ?? [])
        {
            switch ((string?)part.Attribute("type"))
            {
                case "references" or "bibliography":
                    break;
                case "acknowledgement" or "acknowledgment" or "acknowledgements":
                    WithHeading(part, "Acknowledgments");
                    break;
                case "funding" or "annex" or "availability":
                    WithHeading(part, "");
                    break;
                default:
                    Division(part, 1);
                    break;
            }
        }

        return _sections.ToSections();
    }

    private void WithHeading(XElement part, string heading)
    {
        _sections.Heading(1, heading);
        Division(part, 1);
    }

    private void Division(XElement? division, int depth)
    {
        var paragraph = new StringBuilder();
        foreach (var block in division?.Elements() ?? [])
        {
            switch (block.Name.LocalName)
            {
                case "head":
                    Close();
                    _sections.Heading(Math.Max(depth, LevelOf((string?)block.Attribute("n"))), TextOf(block));
                    break;
                case "div":
                    Close();
                    Division(block, depth + 1);
                    break;
                case "figure":
                    Figure(block);
                    break;
                case "note":
                    _sections.Note(NoteText(block));
                    break;
                case "formula":
                    // It stands in a sentence that the next paragraph may end.
                    paragraph.Append(' ').Append(TextOf(block));
                    break;
                case "list":
                    Close();
                    _sections.Paragraph(string.Join("\n\n", block.Elements("item").Select(TextOf)));
                    break;
                case "listBibl":
                    break;
                default:
                    var text = TextOf(block);
                    if (paragraph.Length > 0 && !GoesOn(paragraph, text))
                    {
                        Close();
                    }

                    paragraph.Append(' ').Append(text);
                    break;
            }
        }

        Close();

        void Close()
        {
            _sections.Paragraph(paragraph.ToString());
            paragraph.Clear();
            _notes.ForEach(_sections.Note);
            _notes.Clear();
        }
    }

    // "where x is": only a formula interrupts a sentence before a small letter.
    private static bool GoesOn(StringBuilder before, string text) => text is [var first, ..] && char.IsLower(first) && before.Length > 0 && before[^1] is not ('.' or '?' or '!');

    // "2.1." is a heading of the second level.
    private static int LevelOf(string? number) => Math.Clamp((number ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries).Length, 1, 6);

    private void Figure(XElement figure)
    {
        var label = RecordText.OneLine(figure.Element("label")?.Value ?? "");
        var head = RecordText.OneLine(figure.Element("head")?.Value ?? "");
        var caption = RecordText.OneLine(figure.Element("figDesc") is { } description ? TextOf(description) : "");

        // GROBID's head is "Figure 1 :" or repeats the caption's first words.
        var isTable = (string?)figure.Attribute("type") == "table";
        head = head.Length > 0 ? head.TrimEnd(' ', ':', '.') : label.Length > 0 ? (isTable ? "Table " : "Figure ") + label : "";
        caption = head.Length == 0 || caption.StartsWith(head, StringComparison.OrdinalIgnoreCase) ? caption : $"{head}: {caption}";
        var rows = figure.Descendants("row").Select(r => string.Join(" | ", r.Elements("cell").Select(TextOf)));
        _sections.Caption(caption.TrimEnd(' ', ':'), string.Join('\n', rows) is { Length: <= 4000 } body ? body : "");
    }

    private static string NoteText(XElement note) => $"{(string?)note.Attribute("n")} {note.Value}";

    private string TextOf(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return RecordText.OneLine(text.ToString());
    }

    private void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "note" } note:
                    _notes.Add(NoteText(note));
                    break;
                case XElement { Name.LocalName: "figure" } figure:
                    Figure(figure);
                    break;
                case XElement { Name.LocalName: "math" } math:
                    text.Append(MathMl.ToPlain(math));
                    break;
                case XElement { Name.LocalName: "lb" or "pb" or "cb" or "p" or "item" or "s" or "head" } line:
                    text.Append(' ');
                    Append(text, line);
                    text.Append(' ');
                    break;
                case XElement child:
                    Append(text, child);
                    break;
            }
        }
    }
}
