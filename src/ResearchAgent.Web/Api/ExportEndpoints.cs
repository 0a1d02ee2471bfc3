using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Bibliographies;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Api;

/// <summary>/papers/export: the records for other programs.</summary>
internal static class ExportEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/papers/export", ExportAsync).WithTags("Papers").Describe("exportPapers", "Export records as BibTeX, RIS, CSL JSON or JSON Lines").WithQuery<ExportQuery>()
            .Produces<string>(200, "application/x-bibtex", "application/x-research-info-systems", "application/vnd.citationstyles.csl+json", "application/jsonl").Problems(400, 404);

    private static async Task<IResult> ExportAsync(HttpContext context, LibraryWork work, CancellationToken cancellationToken)
    {
        var query = QueryReader.Read<ExportQuery>(context.Request);
        var papers = await PapersAsync(query, work, cancellationToken);
        var (format, type, ending) = query.Format switch
        {
            "ris" => (LibraryExport.Ris, "application/x-research-info-systems", "ris"),
            "csljson" or "csl-json" => (LibraryExport.CslJson, "application/vnd.citationstyles.csl+json", "json"),
            "jsonl" => (LibraryExport.Jsonl, "application/jsonl", "jsonl"),
            _ => (LibraryExport.BibTex, "application/x-bibtex", "bib"),
        };

        // Written whole before the answer begins: a failure halfway must not look like a short library.
        await using var writer = new StringWriter();
        await LibraryExport.WriteAsync(work.Index, papers, format, writer, cancellationToken);
        context.Response.Headers.ContentDisposition = $"attachment; filename=library.{ending}";
        return TypedResults.Text(writer.ToString(), $"{type}; charset=utf-8");
    }

    private static async Task<IReadOnlyList<Paper>> PapersAsync(ExportQuery query, LibraryWork work, CancellationToken cancellationToken)
    {
        if (query.Paper is not { Count: > 0 } names)
        {
            return await work.Index.ListPapersAsync(new PassageFilter { FromYear = query.YearFrom, ToYear = query.YearTo, Tags = query.Tag ?? [] }, cancellationToken);
        }

        var papers = new List<Paper>();
        foreach (var name in names)
        {
            papers.Add(await PaperNames.FindAsync(work.Index, name, cancellationToken));
        }

        return [.. papers.DistinctBy(p => p.Id)];
    }

    private sealed record ExportQuery
    {
        [AllowedValues("bibtex", "ris", "csljson", "csl-json", "jsonl", null)]
        [Description("Default: bibtex. 'jsonl' holds the texts too.")]
        public string? Format { get; init; }

        [MaxLength(200)]
        [Description("Key or id; several times for several papers. Left out: all that the other conditions let through.")]
        public IReadOnlyList<string>? Paper { get; init; }

        public IReadOnlyList<string>? Tag { get; init; }

        [Range(0, 9999)]
        public int? YearFrom { get; init; }

        [Range(0, 9999), Description("Inclusive.")]
        public int? YearTo { get; init; }
    }
}
