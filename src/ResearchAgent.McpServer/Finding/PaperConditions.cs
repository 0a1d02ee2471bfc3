using System.Globalization;
using ResearchAgent.Indexing;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.Papers;
using ResearchAgent.Plugins;

namespace ResearchAgent.McpServer.Finding;

/// <summary>Which papers a call is about, as its arguments say.</summary>
internal static class PaperConditions
{
    private const int MaxPapers = 20;
    private const int MaxTags = 20;
    private const int ShownTags = 30;

    public static async Task<(PassageFilter Filter, Refusal? Problem)> ReadAsync(
        McpLibrary library, IReadOnlyList<string>? papers, int? yearFrom, int? yearTo, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        if (yearFrom > yearTo)
        {
            return (PassageFilter.None, Refusal.Of(string.Create(CultureInfo.InvariantCulture, $"year_from is {yearFrom} and year_to is {yearTo}, so no year is left. Call again with year_from no later than year_to.")));
        }

        if (tags?.Count > MaxTags)
        {
            return (PassageFilter.None, Refusal.Of($"tags has {tags.Count}. Call again with at most {MaxTags}."));
        }

        var (named, problem) = papers is { Count: > 0 } ? await PapersAsync(library, papers, 1, MaxPapers, cancellationToken) : ([], null);
        if (problem is not null)
        {
            return (PassageFilter.None, problem);
        }

        var filter = new PassageFilter { Papers = [.. named.Select(p => p.Id)], FromYear = yearFrom, ToYear = yearTo, Tags = tags ?? [] };
        return filter.FromYear is null && filter.ToYear is null && filter.Tags.Count == 0
            ? (filter, null)
            : (filter, await NobodyAsync(library, filter, cancellationToken));
    }

    /// <summary>The papers that a list names, each once and in its order.</summary>
    public static async Task<(IReadOnlyList<Paper> Papers, Refusal? Problem)> PapersAsync(
        McpLibrary library, IReadOnlyList<string> names, int min, int max, CancellationToken cancellationToken)
    {
        if (names.Count < min || names.Count > max)
        {
            return ([], Refusal.Of($"papers has {names.Count}. Call again with {min} to {max}."));
        }

        var papers = new List<Paper>();
        foreach (var name in names)
        {
            if (Input.CheckText("a name in papers", name) is { } error)
            {
                return ([], new Refusal(error));
            }

            if (await library.Assistant.ResolveAsync(name, cancellationToken) is not { } paper)
            {
                return ([], await NearestPapers.RefuseAsync(library, name, cancellationToken));
            }

            if (!papers.Exists(p => p.Id == paper.Id))
            {
                papers.Add(paper);
            }
        }

        return papers.Count >= min ? (papers, null) : ([], Refusal.Of($"all names in papers lead to {papers[0].Key}. Call again with {min} to {max} different papers."));
    }

    // An empty result would look as if the papers said nothing.
    private static async Task<Refusal?> NobodyAsync(McpLibrary library, PassageFilter filter, CancellationToken cancellationToken)
    {
        if ((await library.Index.ListPapersAsync(filter, cancellationToken)).Count > 0)
        {
            return null;
        }

        var all = await library.Index.ListPapersAsync(PassageFilter.None, cancellationToken);
        var years = all.Select(p => p.Year).OfType<int>().ToList();
        var tags = all.SelectMany(p => p.Tags).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).Take(ShownTags).Select(Shown.Item).ToList();
        var has = (years.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $" Its papers are of the years {years.Min()} to {years.Max()}.") : "")
            + (tags.Count > 0 ? $" Their tags are:\n{Shown.Lines(tags, "")}" : " None has a tag.");
        return Refusal.Of($"no paper of the library meets the conditions (papers, year_from, year_to, tags). Call again with fewer.{has}");
    }
}
