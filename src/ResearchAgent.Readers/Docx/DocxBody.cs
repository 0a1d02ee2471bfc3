using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Docx;

/// <summary>The text of a Word document in sections, with what stands before them: title and authors by their styles.</summary>
internal sealed class DocxBody(MainDocumentPart main, SectionWriter sections)
{
    private const int MaxTableLength = 4000;

    private readonly DocxStyles _styles = new(main.StyleDefinitionsPart?.Styles);
    private readonly StringBuilder _hidden = new();
    private readonly List<string> _notes = [];
    private readonly List<CitedWork> _references = [];
    private bool _inReferences;

    public string? Title { get; private set; }

    public string? FirstHeading { get; private set; }

    public IReadOnlyList<string> Authors { get; private set; } = [];

    public IReadOnlyList<CitedWork> References => _references;

    public void Read(Body body)
    {
        Blocks(body);
        EndParagraph();
    }

    private void Blocks(OpenXmlElement parent)
    {
        foreach (var block in parent.ChildElements)
        {
            switch (block)
            {
                case Paragraph paragraph:
                    Read(paragraph);
                    break;
                case Table table:
                    Read(table);
                    break;
                case SdtBlock or SdtContentBlock or CustomXmlBlock or InsertedRun or AlternateContent or AlternateContentChoice:
                    // A generated table of contents repeats the headings.
                    if (block.GetFirstChild<SdtProperties>()?.GetFirstChild<SdtContentDocPartObject>()?.DocPartGallery?.Val?.Value is not "Table of Contents")
                    {
                        Blocks(block);
                    }

                    break;
            }
        }
    }

    private void Read(Paragraph paragraph)
    {
        var text = TextOf(paragraph);
        var style = paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value;
        var kind = _styles.KindOf(style, paragraph.ParagraphProperties?.OutlineLevel?.Val?.Value);
        switch (kind)
        {
            case { Level: { } level } when text.Length > 0:
                Heading(level, text);
                break;
            case { IsTitle: true } when Title is null && text.Length > 0:
                Title = text;
                break;
            case { IsAuthor: true } when Authors.Count == 0 && FirstHeading is null:
                Authors = AuthorNames.Split(text);
                break;
            case { IsCaption: true }:
                sections.Caption(text);
                break;
            case { IsContents: true }:
                break;
            default:
                if (ReferencesHeading.IsOne(text))
                {
                    Heading(1, text);
                }
                else if (text.Equals("Abstract", StringComparison.OrdinalIgnoreCase))
                {
                    sections.Heading(1, "Abstract");
                }
                else if (_inReferences)
                {
                    AddReference(text);
                }
                else
                {
                    sections.Paragraph(text);
                }

                break;
        }

        EndParagraph();
    }

    private void Heading(int level, string text)
    {
        _inReferences = ReferencesHeading.IsOne(text);
        if (!_inReferences)
        {
            FirstHeading ??= text;
            if (Title is null || PaperId.NormalizeTitle(Title) != PaperId.NormalizeTitle(text))
            {
                sections.Heading(level, text);
            }
        }
    }

    private void AddReference(string text)
    {
        if (CitedWorkText.ReadNumbered(text) is { } work)
        {
            _references.Add(work);
        }
    }

    private void Read(Table table)
    {
        var rows = table.Elements<TableRow>().Select(row => string.Join(" | ", row.Elements<TableCell>().Select(cell => RecordText.OneLine(string.Join(' ', cell.Descendants<Paragraph>().Select(TextOf)))))).ToList();
        if (rows.Count == 1 && table.Descendants<TableCell>().Take(2).Count() == 1)
        {
            // A box around text.
            sections.Paragraph(string.Join("\n\n", table.Descendants<Paragraph>().Select(TextOf)));
        }
        else if (string.Join('\n', rows.Where(r => r.Any(char.IsLetterOrDigit))) is { Length: > 0 and <= MaxTableLength } body)
        {
            sections.Lines(body);
        }

        EndParagraph();
    }

    private string TextOf(Paragraph paragraph)
    {
        var text = new StringBuilder();
        Append(text, paragraph);
        return RecordText.OneLine(text.ToString());
    }

    private void Append(StringBuilder text, OpenXmlElement parent)
    {
        foreach (var element in parent.ChildElements)
        {
            switch (element)
            {
                case Run run:
                    AppendRun(IsHidden(run) ? _hidden : text, run);
                    break;
                case DeletedRun or MoveFromRun or ParagraphProperties:
                    break;
                case DocumentFormat.OpenXml.Math.OfficeMath or DocumentFormat.OpenXml.Math.Paragraph:
                    text.Append(' ').Append(OfficeMath.ToPlain(element)).Append(' ');
                    break;
                case AlternateContent alternatives:
                    // The fallback says the same again.
                    Append(text, (OpenXmlElement?)alternatives.GetFirstChild<AlternateContentChoice>() ?? alternatives);
                    break;
                default:
                    Append(text, element);
                    break;
            }
        }
    }

    private void AppendRun(StringBuilder text, Run run)
    {
        foreach (var part in run.ChildElements)
        {
            switch (part)
            {
                case DocumentFormat.OpenXml.Wordprocessing.Text words:
                    AppendWords(text, run, words.Text);
                    break;
                case TabChar or Break or CarriageReturn:
                    text.Append(' ');
                    break;
                case NoBreakHyphen:
                    text.Append('-');
                    break;
                case SymbolChar symbol when int.TryParse(symbol.Char?.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) && code is > 32 and < 0xD800:
                    text.Append((char)code);
                    break;
                case FootnoteReference note:
                    AddNote(main.FootnotesPart?.Footnotes?.Elements<Footnote>().FirstOrDefault(n => n.Id?.Value == note.Id?.Value));
                    break;
                case EndnoteReference note:
                    AddNote(main.EndnotesPart?.Endnotes?.Elements<Endnote>().FirstOrDefault(n => n.Id?.Value == note.Id?.Value));
                    break;
            }
        }
    }

    // "10" and a raised "-3" is not 10-3.
    private static void AppendWords(StringBuilder text, Run run, string words)
    {
        var isRaised = run.RunProperties?.VerticalTextAlignment?.Val?.Value == VerticalPositionValues.Superscript;
        var isNumber = words.TrimStart('-', '−', '–', '+') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit);
        text.Append(isRaised && isNumber && text.Length > 0 && char.IsAsciiDigit(text[^1]) ? "^" : "").Append(words);
    }

    private void AddNote(OpenXmlElement? note)
    {
        if (note is not null && string.Join(' ', note.Elements<Paragraph>().Select(TextOf)) is { Length: > 0 } text)
        {
            _notes.Add(text);
        }
    }

    private bool IsHidden(Run run)
    {
        var properties = run.RunProperties;
        if (properties?.Vanish is { } vanish)
        {
            return vanish.Val?.Value ?? true;
        }

        var isWhite = properties?.Color?.Val?.Value is { } color && color.Equals("FFFFFF", StringComparison.OrdinalIgnoreCase);
        var isOnColor = properties?.Shading?.Fill?.Value is { } fill && fill is not ("auto" or "FFFFFF") || properties?.Highlight is not null
            || run.Ancestors<Paragraph>().FirstOrDefault()?.ParagraphProperties?.Shading?.Fill?.Value is { } around && around is not ("auto" or "FFFFFF")
            || run.Ancestors<TableCell>().FirstOrDefault()?.TableCellProperties?.Shading?.Fill?.Value is { } cell && cell is not ("auto" or "FFFFFF");
        var isTiny = int.TryParse(properties?.FontSize?.Val?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var halfPoints) && halfPoints <= 2;
        return (isWhite && !isOnColor) || isTiny || _styles.IsHidden(properties?.RunStyle?.Val?.Value);
    }

    // Runs that are cut to pieces hide one text.
    private void EndParagraph()
    {
        if (_hidden.ToString().Any(char.IsLetter))
        {
            sections.Hidden(_hidden.ToString());
        }

        _hidden.Clear();
        _notes.ForEach(sections.Note);
        _notes.Clear();
    }
}
