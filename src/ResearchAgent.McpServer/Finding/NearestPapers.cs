using FuzzySharp;
using ResearchAgent.Indexing;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.Papers;
using ResearchAgent.Plugins;
using ResearchAgent.Retrieval;

namespace ResearchAgent.McpServer.Finding;

/// <summary>For a name that leads to no paper: which papers may have been meant.</summary>
internal static class NearestPapers
{
    private const int Count = 3;

    public static async Task<Refusal> RefuseAsync(McpLibrary library, string name, CancellationToken cancellationToken)
    {
        var nearest = await FindAsync(library, name, cancellationToken);
        return new Refusal(nearest.Count == 0
            ? $"{Input.NoPaper(name)} The library has no papers yet."
            : $"{Input.NoPaper(name)} The nearest are:\n{Shown.Lines(nearest.Select(p => $"[{p.Key}] {Shown.Item(p.Title)}"), "Call list_papers for all.")}");
    }

    /// <summary>First those whose text speaks of it, then those whose keys and titles look like it.</summary>
    public static async Task<IReadOnlyList<Paper>> FindAsync(McpLibrary library, string name, CancellationToken cancellationToken)
    {
        name = name.Length <= Input.MaxQuestion ? name : name[..Input.MaxQuestion];
        var spoken = await library.Assistant.SearchAsync(name, RetrievalOptions.Keywords with { MaxPerPaper = 1, Limit = Count }, PassageFilter.None, cancellationToken);
        var papers = await library.Index.ListPapersAsync(PassageFilter.None, cancellationToken);
        var alike = papers.OrderByDescending(p => Math.Max(Fuzz.Ratio(name, p.Key.Value), Fuzz.Ratio(name, p.Title)));
        return [.. spoken.Select(p => p.Paper).Concat(alike).DistinctBy(p => p.Id).Take(Count)];
    }
}
