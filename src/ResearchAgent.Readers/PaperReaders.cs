using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers;

/// <summary>The readers of this project, in the order in which a file is offered to them: the pickiest first.</summary>
public static class PaperReaders
{
    public static IReadOnlyList<IPaperReader> All { get; } = [new ReadingListReader(), new NoteReader(), new JsonlReader()];
}
