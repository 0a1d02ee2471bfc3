using ResearchAgent.Ingestion;
using ResearchAgent.Readers.BibTeX;

namespace ResearchAgent.Readers;

/// <summary>The readers of this project.</summary>
public static class PaperReaders
{
    public static IReadOnlyList<IPaperReader> All { get; } = Create(new ReaderOptions());

    /// <summary>In the order in which a file is offered to them: the pickiest first.</summary>
    public static IReadOnlyList<IPaperReader> Create(ReaderOptions options)
    {
        _ = options;
        return [new BibTexReader(), new ReadingListReader(), new NoteReader(), new JsonlReader()];
    }
}
