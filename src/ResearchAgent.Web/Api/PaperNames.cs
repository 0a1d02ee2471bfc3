using FuzzySharp;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Web.Api;

/// <summary>Finds the paper of an address. Exact names only: what is changed or deleted must never be the nearest.</summary>
internal static class PaperNames
{
    private const int MaxNearest = 3;

    /// <summary>Below this fuzzy ratio (0 to 100) a name is another paper's, no slip.</summary>
    private const int MinRatio = 50;

    /// <summary>By key, id, or an id that was merged into the paper.</summary>
    /// <exception cref="ApiException">There is none; the nearest are named.</exception>
    public static async Task<Paper> FindAsync(IPassageIndex index, string name, CancellationToken cancellationToken) =>
        await TryFindAsync(index, name, cancellationToken) ?? throw await NotFoundAsync(index, name, cancellationToken);

    /// <summary>With its sections.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public static async Task<Paper> ReadAsync(IPassageIndex index, string name, CancellationToken cancellationToken) =>
        await index.GetPaperAsync((await FindAsync(index, name, cancellationToken)).Id, cancellationToken) ?? throw await NotFoundAsync(index, name, cancellationToken);

    public static async Task<Paper?> TryFindAsync(IPassageIndex index, string name, CancellationToken cancellationToken)
    {
        var papers = await index.ListPapersAsync(PassageFilter.None, cancellationToken);
        return papers.FirstOrDefault(p => p.Key.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? papers.FirstOrDefault(p => p.Id.Value.Equals(name, StringComparison.OrdinalIgnoreCase) || p.AlsoKnownAs.Any(id => id.Value == name));
    }

    public static async Task<ApiException> NotFoundAsync(IPassageIndex index, string name, CancellationToken cancellationToken)
    {
        var papers = await index.ListPapersAsync(PassageFilter.None, cancellationToken);
        var near = papers
            .Select(p => (p.Key, Ratio: new[] { p.Key.Value, p.Id.Value, p.Title }.Max(text => Fuzz.Ratio(name.ToLowerInvariant(), text.ToLowerInvariant()))))
            .Where(p => p.Ratio >= MinRatio)
            .OrderByDescending(p => p.Ratio)
            .Take(MaxNearest)
            .Select(p => p.Key.Value)
            .ToList();
        return new ApiException(
            404, "paper-not-found", "No such paper",
            $"No paper of the library is called '{Requests.FieldErrors.Shown(name)}'.{(near.Count > 0 ? $" Nearest: {string.Join(", ", near)}." : "")} GET /api/v1/papers lists them with their keys and ids.")
        {
            More = new Dictionary<string, object?> { ["nearest"] = near },
        };
    }
}
