using ResearchAgent.Papers;

namespace ResearchAgent.Readers.FullText;

/// <summary>Collects a document's text in reading order into sections: notes go to the end of their section, captions into one of their own.</summary>
internal sealed class SectionWriter
{
    /// <summary>The heading of text before the first heading.</summary>
    private const string FirstHeading = "Text";

    /// <summary>A longer heading is a paragraph that was marked as one.</summary>
    private const int MaxHeadingLength = 300;

    private readonly List<Section> _sections = [];
    private readonly List<(int Level, string Heading)> _path = [];
    private readonly List<string> _paragraphs = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _captions = [];
    private readonly List<string> _hidden = [];

    /// <summary>Begins a section; it ends those of the same or a deeper level. Without heading its text counts to the section around it.</summary>
    public void Heading(int level, string heading)
    {
        Close();
        _path.RemoveAll(h => h.Level >= level);
        heading = RecordText.OneLine(heading);
        if (heading.Length > MaxHeadingLength)
        {
            Paragraph(heading);
        }
        else if (heading.Length > 0)
        {
            _path.Add((level, heading));
        }
    }

    /// <summary>A section outside of the order of headings, such as the abstract.</summary>
    public void Section(string heading, string text)
    {
        Close();
        if (RecordText.Paragraphs(text) is { Length: > 0 } clean)
        {
            _sections.Add(new Section(RecordText.OneLine(heading), clean));
        }
    }

    /// <summary>One paragraph, or several separated by blank lines.</summary>
    public void Paragraph(string text) => AddTo(_paragraphs, RecordText.Paragraphs(text));

    /// <summary>Lines that stay lines: rows of a table, code.</summary>
    public void Lines(string text) => AddTo(_paragraphs, KeepLines(text));

    /// <summary>A footnote.</summary>
    public void Note(string text) => AddTo(_notes, RecordText.Paragraphs(text));

    /// <param name="rows">The table's body, a line a row; empty for a figure.</param>
    public void Caption(string caption, string rows = "")
    {
        var body = KeepLines(rows);
        caption = RecordText.OneLine(caption);
        AddTo(_captions, caption.Length > 0 && body.Length > 0 ? caption + "\n" + body : caption + body);
    }

    /// <summary>Text that the page does not show.</summary>
    public void Hidden(string text) => AddTo(_hidden, RecordText.Paragraphs(text));

    public IReadOnlyList<Section> ToSections()
    {
        Close();
        List<Section> all = [.. _sections];
        if (_captions.Count > 0)
        {
            all.Add(new Section("Figures and tables", string.Join("\n\n", _captions)) { Kind = SectionKind.Captions });
        }

        if (_hidden.Count > 0)
        {
            all.Add(new Section("Hidden text", string.Join("\n\n", _hidden)) { Kind = SectionKind.Hidden });
        }

        return all;
    }

    public IReadOnlyList<PaperFlag> ToFlags() =>
        [.. _hidden.Take(MaxFlags).Select(h => new PaperFlag(PaperFlagKind.HiddenText, $"hidden text {RecordText.Shown(h)}", null))];

    /// <summary>A page with a hundred hidden menus needs no hundred warnings.</summary>
    private const int MaxFlags = 20;

    private void Close()
    {
        if (_paragraphs.Count + _notes.Count > 0)
        {
            var heading = _path.Count == 0 ? FirstHeading : string.Join(" / ", _path.Select(h => h.Heading));
            var text = string.Join("\n\n", _paragraphs.Concat(_notes));
            if (_sections is [.., var last] && last.Heading == heading && last.Kind == SectionKind.Body)
            {
                _sections[^1] = last with { Text = last.Text + "\n\n" + text };
            }
            else
            {
                _sections.Add(new Section(heading, text));
            }

            _paragraphs.Clear();
            _notes.Clear();
        }
    }

    private static string KeepLines(string text) =>
        string.Join('\n', text.Split('\n').Select(RecordText.OneLine).Where(l => l.Length > 0));

    private static void AddTo(List<string> texts, string text)
    {
        if (text.Length > 0)
        {
            texts.Add(text);
        }
    }
}
