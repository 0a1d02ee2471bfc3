using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Pdf;

/// <summary>A paper's text after its pages have been put together.</summary>
internal sealed record PaperText(FrontPage Front, IReadOnlyList<Section> Sections, IReadOnlyList<CitedWork> References);
