using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Overview;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Rendering;

/// <summary>What the pictures of the library are drawn from.</summary>
internal sealed record OverviewData(IReadOnlyList<YearCount> Years, IReadOnlyList<PictureTheme> Themes, IReadOnlyList<PicturePoint> Points)
{
    public const string Path = "/overview/data";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(Path, ReadAsync).ExcludeFromDescription();

    private static async Task<IResult> ReadAsync(OverviewCache overviews, CancellationToken cancellationToken) => TypedResults.Json(Of(await overviews.GetAsync(cancellationToken)));

    private static OverviewData Of(LibraryOverview overview) => new(
        overview.Years,
        [.. overview.Themes.Select(t => new PictureTheme(t.Label, t.Papers.Count, t.IsOther))],
        [.. overview.Points.Select(p => new PicturePoint(Addresses.Of(p.Key), p.Title, p.Year, p.Theme, Math.Round(p.X, 4), Math.Round(p.Y, 4)))]);
}

/// <param name="IsOther">Papers that no theme holds together.</param>
internal sealed record PictureTheme(string Label, int Papers, bool IsOther);

/// <param name="Theme">Position among the themes.</param>
internal sealed record PicturePoint(string Href, string Title, int? Year, int Theme, double X, double Y);
