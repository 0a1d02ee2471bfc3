using System.Text.RegularExpressions;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Cuts the flow of lines into sections at their headings; captions, footnotes and references go their own ways.</summary>
internal sealed partial class SectionBuilder(TextMeasures measures, Vocabulary vocabulary, HeadingFinder headings)
{
    /// <summary>So many entries "[1]", "[2]", ... in a row are a list of references, whatever stands above it.</summary>
    private const int MinUnheadedReferences = 5;

    private readonly List<Section> _sections = [];
    private readonly RunningText _captions = new(vocabulary);
    private readonly List<TextBlock> _notes = [];
    private RunningText _text = new(vocabulary);
    private string _heading = "Text";
    private FlowLine? _last;

    /// <summary>In their order, captions last.</summary>
    public IReadOnlyList<Section> Sections => _sections;

    /// <returns>The lines of the list of references.</returns>
    public List<FlowLine> Read(IReadOnlyList<FlowLine> flow, bool beginsWithAbstract, CancellationToken cancellationToken)
    {
        _heading = beginsWithAbstract ? "Abstract" : "Text";
        var references = new List<FlowLine>();
        var isInReferences = false;
        var listStart = UnheadedReferences(flow);
        TextLine? referencesHeading = null;
        for (var i = 0; i < flow.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (line, block) = flow[i];
            if (i == listStart)
            {
                isInReferences = true;
            }

            var length = block.Kind is BlockKind.Text || (isInReferences && block.Kind is not BlockKind.Caption) ? RunInHeading().IsMatch(line.Text) ? 0 : headings.LengthAt(flow, i) : 0;
            if (length > 0 && isInReferences && !EndsReferences(flow, i, length, referencesHeading))
            {
                length = 0;
            }

            if (length > 0)
            {
                var heading = HeadingOf(flow, i, length);
                if (HeadingNames.IsReferences(heading) && !isInReferences && Promises(flow, i + length))
                {
                    Close();
                    (isInReferences, referencesHeading) = (true, line);
                }
                else
                {
                    Close();
                    (isInReferences, _heading) = (false, heading);
                }

                i += length - 1;
                continue;
            }

            if (block.Kind == BlockKind.Caption)
            {
                _captions.Append(line.Text, line.Page, ReferenceEquals(line, block.Lines[0]));
            }
            else if (isInReferences)
            {
                references.Add(flow[i]);
            }
            else if (block.Kind == BlockKind.Note)
            {
                if (ReferenceEquals(line, block.Lines[0]))
                {
                    _notes.Add(block);
                }
            }
            else if (block.Kind == BlockKind.Text)
            {
                ReadText(flow[i]);
            }
        }

        Close();
        if (!_captions.IsEmpty)
        {
            _sections.Add(new Section(PaperTextBuilder.CaptionsHeading, _captions.ToString()) { Kind = SectionKind.Captions, Pages = _captions.Pages });
        }

        return references;
    }

    private static string HeadingOf(IReadOnlyList<FlowLine> flow, int at, int length) =>
        HeadingNames.Clean(string.Join(' ', Enumerable.Range(at, length).Select(i => flow[i].Line.Text)));

    private void ReadText(FlowLine here)
    {
        var text = here.Line.Text;
        if (RunInHeading().Match(text) is { Success: true } runIn && (_last is null || _text.EndsSentence))
        {
            Close();
            _heading = HeadingNames.Clean(runIn.Groups["name"].Value);
            text = text[runIn.Length..];
        }

        _text.Append(text, here.Line.Page, _text.IsEmpty || BeginsParagraph(here, text));
        _last = here;
    }

    private bool BeginsParagraph(FlowLine here, string text)
    {
        if (_last is not { } last)
        {
            return true;
        }

        if (text[0] is '\u2022' or '\u25E6' or '\u25AA' or '\u25CF' && text.Length > 2)
        {
            return true;
        }

        var first = text.FirstOrDefault(char.IsLetterOrDigit);
        if (char.IsLower(first) || !_text.EndsSentence)
        {
            // A sentence goes on; only what was no sentence, and stands apart, ends without a mark.
            return !char.IsLower(first) && ReferenceEquals(last.Block, here.Block) is var isSame && last.Line.Width < 0.6f * here.Block.Width
                && (!isSame || last.Line.Baseline - here.Line.Baseline > 1.4f * measures.Leading) && !last.Line.Text.EndsWith(',') && !last.Line.Text.EndsWith('-');
        }

        if (!ReferenceEquals(last.Block, here.Block))
        {
            return true;
        }

        var em = measures.Size;
        return last.Line.Baseline - here.Line.Baseline > 1.4f * measures.Leading
            || (here.Line.Left - here.Block.Left > 0.7f * em && here.Line.Left - last.Line.Left > 0.5f * em)
            || last.Line.Right < here.Block.Right - (0.12f * here.Block.Width);
    }

    private void Close()
    {
        // Footnotes end the section they stand in, so that they part no sentence.
        foreach (var note in _notes)
        {
            foreach (var line in note.Lines)
            {
                _text.Append(line.Text, line.Page, ReferenceEquals(line, note.Lines[0]) || line.IsRaised(0));
            }
        }

        _notes.Clear();
        if (!_text.IsEmpty)
        {
            _sections.Add(new Section(_heading, _text.ToString()) { Pages = _text.Pages });
        }

        (_text, _last) = (new RunningText(vocabulary), null);
    }

    // Nature and others print a heading of the same style and further text after the references.
    private static bool EndsReferences(IReadOnlyList<FlowLine> flow, int at, int length, TextLine? heading)
    {
        var line = flow[at].Line;
        var text = string.Join(' ', Enumerable.Range(at, length).Select(i => flow[i].Line.Text));
        var isLikeIt = heading is not null && Math.Abs(line.Size - heading.Size) < 0.5f && line.IsBold == heading.IsBold && (line.IsBold || line.Size > flow[Math.Min(at + length, flow.Count - 1)].Line.Size + 0.5f);
        return HeadingNames.EndsReferences(text) ? isLikeIt || line.IsBold || line.Size > flow[Math.Min(at + length, flow.Count - 1)].Line.Size + 0.5f : isLikeIt && HeadingNames.NumberLength(text) == 0 && !text.Contains(',', StringComparison.Ordinal) && text.Count(char.IsAsciiDigit) < 3;
    }

    // "References" in a list of contents, or as the name of a section about references, is followed by no entries.
    private static bool Promises(IReadOnlyList<FlowLine> flow, int at)
    {
        var text = string.Join(' ', flow.Skip(at).Take(12).Select(f => f.Line.Text));
        return text.Length == 0 || Year().IsMatch(text) || text.StartsWith('[') || char.IsAsciiDigit(text[0]);
    }

    private static int UnheadedReferences(IReadOnlyList<FlowLine> flow)
    {
        var (start, next) = (-1, 1);
        for (var i = flow.Count / 3; i < flow.Count; i++)
        {
            if (flow[i].Block.Kind != BlockKind.Caption && Label().Match(flow[i].Line.Text) is { Success: true } label && label.Groups[1].Value.Length < 4)
            {
                var number = int.Parse(label.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
                if (number == 1)
                {
                    (start, next) = (i, 2);
                }
                else if (start >= 0 && number == next && ++next > MinUnheadedReferences)
                {
                    return start;
                }
            }
        }

        return -1;
    }

    [GeneratedRegex(@"^\[(\d{1,4})\]\s*\p{Lu}", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(?:1[89]|20)\d\d", RegexOptions.CultureInvariant)]
    private static partial Regex Year();

    [GeneratedRegex(@"^(?<name>ABSTRACT|Abstract|A\s?B\s?S\s?T\s?R\s?A\s?C\s?T|Summary|SUMMARY|Keywords|KEYWORDS|Key words|Index Terms|INDEX TERMS|General Terms|Acknowledgments|Acknowledgements|Acknowledgment)\s*(?:[\u2014\u2013:]|\.(?=\s)|-(?=\s?[A-Z])|\s-\s)\s*(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex RunInHeading();
}
