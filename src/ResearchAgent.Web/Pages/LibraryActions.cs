using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using ResearchAgent.Bibliographies;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Web.Library;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Pages;

/// <summary>What the library's table does with papers: export, compare, tag, merge, remove.</summary>
internal static class LibraryActions
{
    private const int MaxTag = 100;

    public static void MapLibraryActions(this IEndpointRouteBuilder app)
    {
        app.MapGet("/library/export", ExportAsync);
        app.MapPost("/library/choose", ChooseAsync);
        app.MapPost("/library/merged", MergeAsync);
        app.MapPost("/library/deleted", async (IFormCollection form, LibraryWork work, UploadFolder folder, CancellationToken cancellationToken) =>
        {
            await LibraryPapers.RemoveAsync(await LibraryPapers.FindAllAsync(work.Index, form["paper"], cancellationToken), work, folder, cancellationToken);
            return TypedResults.Redirect("/library");
        });
        app.MapUploading();
        app.MapPaperActions();
    }

    /// <summary>An address of a page with papers in it.</summary>
    public static string AddressOf(string page, StringValues papers) => $"{page}?{string.Join('&', papers.Where(p => !string.IsNullOrEmpty(p)).Select(p => $"paper={Uri.EscapeDataString(p!)}"))}";

    private static async Task<IResult> ExportAsync(HttpContext http, LibraryWork work, CancellationToken cancellationToken)
    {
        var (format, type, ending) = http.Request.Query["format"].ToString() switch
        {
            LibraryExport.Ris => (LibraryExport.Ris, "application/x-research-info-systems", "ris"),
            LibraryExport.CslJson => (LibraryExport.CslJson, "application/vnd.citationstyles.csl+json", "json"),
            LibraryExport.Jsonl => (LibraryExport.Jsonl, "application/jsonl", "jsonl"),
            _ => (LibraryExport.BibTex, "application/x-bibtex", "bib"),
        };
        var papers = LibraryQuery.Of(http.Request.Query).Select(await work.Index.ListPapersAsync(PassageFilter.None, cancellationToken));

        // Written whole before the answer begins: a failure halfway must not look like a short library.
        await using var writer = new StringWriter();
        await LibraryExport.WriteAsync(work.Index, papers, format, writer, cancellationToken);
        http.Response.Headers.ContentDisposition = $"attachment; filename=library.{ending}";
        return TypedResults.Text(writer.ToString(), $"{type}; charset=utf-8");
    }

    private static async Task<IResult> ChooseAsync(IFormCollection form, LibraryWork work, CancellationToken cancellationToken)
    {
        var papers = form["paper"];
        var back = "/library" + LibraryQuery.Of(QueryOf(form["back"])).Query;
        var action = form["do"].ToString();
        if (papers.Count == 0 && action != "")
        {
            throw new PaperEditException("No paper is chosen. Tick the box before one or more of them.");
        }

        switch (action)
        {
            case "compare":
                return TypedResults.Redirect(AddressOf("/compare", papers));
            case "merge":
                return papers.Count == 2 ? TypedResults.Redirect(AddressOf("/library/merge", papers)) : throw new PaperEditException($"Two papers can be merged, and {papers.Count} are chosen. Tick the boxes of the two that are the same work.");
            case "delete":
                return TypedResults.Redirect(AddressOf("/library/delete", papers));
            case "tag" or "untag":
                var tag = SingleLine.Of(form["tag"].ToString());
                if (tag.Length is 0 or > MaxTag)
                {
                    throw new PaperEditException($"A tag has 1 to {MaxTag} characters. Write one into the field beside the button.");
                }

                await TagAsync(papers, tag, action == "tag", work, cancellationToken);
                return TypedResults.Redirect(back);
            default:
                return TypedResults.Redirect(back);
        }
    }

    private static async Task TagAsync(StringValues names, string tag, bool isAdded, LibraryWork work, CancellationToken cancellationToken)
    {
        foreach (var paper in await LibraryPapers.FindAllAsync(work.Index, names, cancellationToken))
        {
            var others = paper.Tags.Where(t => !t.Equals(tag, StringComparison.OrdinalIgnoreCase));
            await work.ChangeAsync(() => work.Session.Editor.EditAsync(paper.Id, p => p with { Tags = isAdded ? [.. others, tag] : [.. others] }, [EditedFieldNames.Tags], cancellationToken), cancellationToken);
        }
    }

    private static async Task<IResult> MergeAsync(IFormCollection form, LibraryWork work, CancellationToken cancellationToken)
    {
        var kept = await LibraryPapers.FindAsync(work.Index, form["keep"], cancellationToken);
        var other = (await LibraryPapers.FindAllAsync(work.Index, form["paper"], cancellationToken)).FirstOrDefault(p => p.Id != kept.Id) ?? throw new PaperEditException("A paper cannot be merged with itself. Choose two papers.");
        var merged = await work.ChangeAsync(() => work.Session.Editor.MergeAsync(kept.Id, other.Id, cancellationToken), cancellationToken);
        return TypedResults.Redirect(Rendering.Addresses.Of(merged.Key));
    }

    private static QueryCollection QueryOf(StringValues query) => new(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query.ToString()));
}
