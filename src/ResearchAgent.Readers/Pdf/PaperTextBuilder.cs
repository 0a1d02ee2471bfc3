using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Pdf;

/// <summary>
/// Puts a paper together from the lines of its pages: running matter away, blocks in reading order, title and authors off the
/// first page, then sections, captions and references.
/// </summary>
internal static class PaperTextBuilder
{
    public const string CaptionsHeading = "Figures and tables";

    /// <summary>Shorter texts are labels and crumbs, not the section of a paper.</summary>
    private const int MinSectionLetters = 2;

    public static PaperText Build(IReadOnlyList<PageText> pages, CancellationToken cancellationToken)
    {
        var running = RunningMatter.Remove(pages);
        var measures = TextMeasures.Of(pages);
        var vocabulary = new Vocabulary();
        var flow = new List<FlowLine>();
        foreach (var page in pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var blocks = PageBlocks.Of(page, measures);
            foreach (var block in blocks)
            {
                vocabulary.Add(block.Lines);
                flow.AddRange(block.Lines.Select(l => new FlowLine(l, block)));
            }
        }

        DropCaps.Join(flow, measures, vocabulary);
        var headings = new HeadingFinder(measures);
        var front = FrontPage.Find(pages, flow, running, headings, measures);
        flow.RemoveAll(f => front.Lines.Contains(f.Line));

        var text = new SectionBuilder(measures, vocabulary, headings);
        var references = text.Read(flow, front.HasAbstractWithoutHeading, cancellationToken);
        var sections = text.Sections.Where(s => s.Text.Count(char.IsLetter) >= MinSectionLetters).ToList();
        return new PaperText(front, sections, ReferenceList.Read(references, vocabulary));
    }
}
