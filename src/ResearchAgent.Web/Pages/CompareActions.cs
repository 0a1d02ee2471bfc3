using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Pages;

/// <summary>Evidence matrices for the page, and as files.</summary>
internal static class CompareActions
{
    public const int MaxPapers = 8;
    private const int MaxAspects = 10;

    public static void MapComparing(this IEndpointRouteBuilder app)
    {
        app.MapPost("/compare/run", ([FromForm] StringValues paper, [FromForm] string? aspects, HttpContext http, LibraryWork work, LiveText live, Fragments fragments, CancellationToken cancellationToken) =>
            live.Stream(
                async (watcher, token) =>
                {
                    var comparison = await CompareAsync(work, ClientId.Of(http), [.. paper.OfType<string>()], aspects, watcher, token);
                    return await fragments.RenderAsync<ComparisonView>(new Dictionary<string, object?>
                    {
                        [nameof(ComparisonView.Comparison)] = comparison,
                        [nameof(ComparisonView.Quotes)] = await QuoteContexts.LoadAsync(work.Index, comparison.AllClaims(), token),
                        [nameof(ComparisonView.Aspects)] = aspects,
                    });
                },
                cancellationToken)).RequireRateLimiting(RateLimits.Ask);
        app.MapGet("/compare/export", async (string? aspects, string? format, HttpContext http, LibraryWork work, CancellationToken cancellationToken) =>
        {
            var comparison = await CompareAsync(work, ClientId.Of(http), [.. http.Request.Query["paper"].OfType<string>()], aspects, null, cancellationToken);
            var (name, type) = format switch { "latex" => ("comparison.tex", "application/x-tex"), "markdown" => ("comparison.md", "text/markdown"), "bibtex" => ("references.bib", "application/x-bibtex"), _ => ("comparison.csv", "text/csv") };
            return TypedResults.File(Encoding.UTF8.GetBytes(ConversationActions.Written(comparison, format ?? "csv")), type + "; charset=utf-8", name);
        }).RequireRateLimiting(RateLimits.Ask);
    }

    /// <param name="aspects">Separated by commas.</param>
    /// <exception cref="Retrieval.PaperNotFoundException">A name leads to no paper, or too few are named.</exception>
    public static Task<Comparison> CompareAsync(LibraryWork work, string client, IReadOnlyList<string> papers, string? aspects, RunWatcher? watcher, CancellationToken cancellationToken)
    {
        List<string> names = [.. papers.Select(p => p.Trim()).Where(p => p.Length > 0).Take(MaxPapers)];
        List<string> rows = [.. (aspects ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MaxAspects)];
        return work.ThinkAsync(client, watcher, assistant => assistant.CompareAsync(names, rows, cancellationToken), cancellationToken);
    }
}
