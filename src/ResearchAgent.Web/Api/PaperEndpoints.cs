using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Hosting;
using ResearchAgent.Papers;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Api;

/// <summary>/papers: list, read, change, merge, delete.</summary>
internal static class PaperEndpoints
{
    private const string Name = "Its key or id. A slash in it may be sent as it is or as %2F.";
    private const string Match = "The ETag of what was seen: a paper that changed since stays as it is.";

    public static void Map(RouteGroupBuilder api)
    {
        var papers = api.MapGroup("/papers").WithTags("Papers");
        papers.MapGet("/", ListAsync).Describe("listPapers", "List the papers").WithQuery<PapersQuery>().Problems(400);
        papers.MapPost("/merge", MergeAsync).Describe("mergePapers", "Make one paper of several").TakesJson<MergeBody>("""{"keep": "Wang2023PlanAndSolve", "merge": ["Wang2023PlanAndSolveb"]}""").Problems(400, 404, 409, 415);
        papers.MapGet("/{key}/passages", PassagesAsync).Describe("listPassages", "Read a paper's text, as passages").WithPath("key", Name).Problems(404);
        papers.MapGet("/{**key}", ReadAsync).Describe("getPaper", "Read a paper's record").WithPath("key", Name).WithHeader("If-None-Match", "The ETag of an earlier answer: an unchanged paper is not sent again.").Produces<PaperDetail>().Produces(304).Problems(404);
        papers.MapPatch("/{**key}", EditAsync).Describe("editPaper", "Correct a paper's record").WithPath("key", Name).WithHeader("If-Match", Match).TakesJson<PaperChanges>("""{"year": 2024, "tags": ["prompting"], "venue": null, "fields": {"volume": ["12"]}}""").Problems(400, 404, 409, 412, 415);
        papers.MapDelete("/{**key}", DeleteAsync).Describe("deletePaper", "Remove a paper from the library").WithPath("key", Name).WithHeader("If-Match", Match).Problems(404, 412);
    }

    private static async Task<Ok<PaperPage>> ListAsync(HttpContext context, LibraryWork work, CancellationToken cancellationToken)
    {
        var query = QueryReader.Read<PapersQuery>(context.Request);
        var papers = await query.ListAsync(work.Index, cancellationToken);
        return TypedResults.Ok(new PaperPage(papers.Count, query.Offset, query.Limit, [.. Paging.Cut(papers, query.Offset, query.Limit, context).Select(PaperSummary.Of)]));
    }

    private static async Task<IResult> ReadAsync(string key, HttpContext context, LibraryWork work, CancellationToken cancellationToken)
    {
        if (await PaperAddress.WhosePassagesAsync(work.Index, key, cancellationToken) is { } whose)
        {
            return await ListPassagesAsync(whose, work, cancellationToken);
        }

        var paper = PaperDetail.Of(await PaperNames.ReadAsync(work.Index, PaperAddress.NameOf(key), cancellationToken));
        var tag = EntityTags.Of(paper);
        context.Response.Headers.ETag = tag;

        // Kept, but asked about each time.
        context.Response.Headers.CacheControl = "private, no-cache";
        return EntityTags.Holds(context.Request.Headers.IfNoneMatch, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(paper);
    }

    private static Task<Ok<PassageList>> PassagesAsync(string key, LibraryWork work, CancellationToken cancellationToken) =>
        ListPassagesAsync(PaperAddress.NameOf(key), work, cancellationToken);

    private static async Task<Ok<PassageList>> ListPassagesAsync(string name, LibraryWork work, CancellationToken cancellationToken)
    {
        var paper = await PaperNames.FindAsync(work.Index, name, cancellationToken);
        var passages = await work.Index.GetPassagesAsync(paper.Id, cancellationToken);
        return TypedResults.Ok(new PassageList(paper.Key.Value, paper.Id.Value, [.. passages.Select(PassageText.Of)]));
    }

    private static async Task<Ok<PaperDetail>> EditAsync(string key, HttpContext context, Session session, LibraryWork work, CancellationToken cancellationToken)
    {
        var edit = PaperEdit.Read(await BodyReader.ReadObjectAsync(context.Request, cancellationToken));
        var edited = await work.ChangeAsync(
            async () =>
            {
                var stored = await PaperNames.ReadAsync(work.Index, PaperAddress.NameOf(key), cancellationToken);
                PaperAddress.RequireMatch(context.Request, stored);
                return await ReadAgainAsync(await session.Editor.EditAsync(stored.Id, edit.Apply, edit.Fields, cancellationToken), work, cancellationToken);
            },
            cancellationToken);
        return Changed(edited, context);
    }

    private static async Task<NoContent> DeleteAsync(string key, HttpContext context, Session session, LibraryWork work, CancellationToken cancellationToken)
    {
        await work.ChangeAsync(
            async () =>
            {
                var stored = await PaperNames.ReadAsync(work.Index, PaperAddress.NameOf(key), cancellationToken);
                PaperAddress.RequireMatch(context.Request, stored);
                return await session.Editor.RemoveAsync(stored.Id, cancellationToken);
            },
            cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<PaperDetail>> MergeAsync(HttpContext context, Session session, LibraryWork work, CancellationToken cancellationToken)
    {
        var body = await BodyReader.ReadAsync<MergeBody>(context.Request, cancellationToken);
        var merged = await work.ChangeAsync(
            async () =>
            {
                // All names before the first change: a slip in the last one must not leave half done.
                var kept = await PaperNames.FindAsync(work.Index, body.Keep!, cancellationToken);
                var others = new List<Paper>();
                foreach (var name in body.Merge!)
                {
                    others.Add(await PaperNames.FindAsync(work.Index, name, cancellationToken));
                }

                foreach (var other in others.DistinctBy(p => p.Id))
                {
                    kept = await session.Editor.MergeAsync(kept.Id, other.Id, cancellationToken);
                }

                return await ReadAgainAsync(kept, work, cancellationToken);
            },
            cancellationToken);
        return Changed(merged, context);
    }

    // As it is stored, so that the tag is the one that the next reader gets.
    private static Task<Paper> ReadAgainAsync(Paper changed, LibraryWork work, CancellationToken cancellationToken) => PaperNames.ReadAsync(work.Index, changed.Id.Value, cancellationToken);

    private static Ok<PaperDetail> Changed(Paper paper, HttpContext context)
    {
        var shown = PaperDetail.Of(paper);
        context.Response.Headers.ETag = EntityTags.Of(shown);
        return TypedResults.Ok(shown);
    }
}
