using ResearchAgent.Ingestion;
using ResearchAgent.Readers.Arxiv;
using ResearchAgent.Readers.BibTeX;
using ResearchAgent.Readers.CslJson;
using ResearchAgent.Readers.Docx;
using ResearchAgent.Readers.EndNote;
using ResearchAgent.Readers.Html;
using ResearchAgent.Readers.Jats;
using ResearchAgent.Readers.Latex;
using ResearchAgent.Readers.Pdf;
using ResearchAgent.Readers.Ris;
using ResearchAgent.Readers.Tei;
using ResearchAgent.Readers.Zotero;

namespace ResearchAgent.Readers;

/// <summary>The readers of this project.</summary>
public static class PaperReaders
{
    public static IReadOnlyList<IPaperReader> All { get; } = Create(new ReaderOptions());

    /// <summary>In the order in which a file is offered to them: the pickiest first.</summary>
    public static IReadOnlyList<IPaperReader> Create(ReaderOptions options) =>
    [
        new PdfReader(options),
        new BibTexReader(),
        new RisReader(),
        new CslJsonReader(),
        new EndNoteReader(),
        new ArxivAtomReader(),
        new ZoteroReader(),
        new JatsReader(),
        new TeiReader(),
        new LatexReader(),
        new DocxReader(),
        new HtmlReader(),
        new ReadingListReader(),
        new NoteReader(),
        new JsonlReader(),
    ];
}
