using ResearchAgent.Ingestion;
using ResearchAgent.Readers.Docx;
using ResearchAgent.Readers.Html;
using ResearchAgent.Readers.Jats;
using ResearchAgent.Readers.Latex;
using ResearchAgent.Readers.Tei;

namespace ResearchAgent.Readers;

/// <summary>The readers of this project.</summary>
public static class PaperReaders
{
    public static IReadOnlyList<IPaperReader> All { get; } = Create(new ReaderOptions());

    /// <summary>In the order in which a file is offered to them: the pickiest first.</summary>
    public static IReadOnlyList<IPaperReader> Create(ReaderOptions options)
    {
        _ = options;
        return [new JatsReader(), new TeiReader(), new DocxReader(), new HtmlReader(), new LatexReader(), new ReadingListReader(), new NoteReader(), new JsonlReader()];
    }
}
