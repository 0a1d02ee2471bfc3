using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Bibliographies;

/// <summary>Writes papers of an index for other programs; reading them again gives the same records.</summary>
public static class LibraryExport
{
    public const string BibTex = "bibtex";
    public const string Ris = "ris";
    public const string CslJson = "csl-json";

    /// <summary>Holds the texts too.</summary>
    public const string Jsonl = "jsonl";

    /// <summary>One text at a time is in memory; only BibTeX and CSL JSON, which hold none but abstracts, are written as a whole.</summary>
    /// <param name="papers">As the index lists them. One that is gone meanwhile is left out.</param>
    public static async Task WriteAsync(IPassageIndex index, IReadOnlyList<Paper> papers, string format, TextWriter writer, CancellationToken cancellationToken)
    {
        var records = new List<Paper>();
        foreach (var listed in papers)
        {
            if (await index.GetPaperAsync(listed.Id, cancellationToken) is not { } paper)
            {
                continue;
            }

            switch (format)
            {
                case Jsonl:
                    JsonlFormat.Write([paper], writer);
                    break;
                case Ris:
                    RisFormat.Write([paper], writer);
                    break;
                case BibTex or CslJson:
                    records.Add(paper with { Sections = [.. paper.Sections.Where(s => s.Heading.Equals("Abstract", StringComparison.OrdinalIgnoreCase))], References = [] });
                    break;
                default:
                    throw new NotSupportedException($"Papers are not written as '{format}'. Add it to LibraryExport.");
            }
        }

        switch (format)
        {
            case BibTex:
                BibTexLibraryFormat.Write(records, writer);
                break;
            case CslJson:
                CslJsonFormat.Write(records, writer);
                break;
        }
    }
}
