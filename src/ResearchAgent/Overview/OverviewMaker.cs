using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval.StaticVectors;

namespace ResearchAgent.Overview;

/// <summary>
/// Draws a <see cref="LibraryOverview"/> from what is in the index, without a model. The same library gives the same
/// overview on the same machine, whatever order its papers came in. Thread-safe.
/// </summary>
public sealed class OverviewMaker(IPassageIndex index)
{
    /// <summary>Beyond it a row of bars with gaps is mostly gaps.</summary>
    private const int MaxSpanOfYears = 60;

    /// <summary>Of the work, by time; the rest is the map.</summary>
    private const double ShareOfReading = 0.4;

    /// <summary>
    /// Laying out takes about 3 seconds for so many papers, and four times as long for twice as many. Of a larger library
    /// a sample by a hash of the ids is laid out and named, and every other paper goes beside the ones of the sample that
    /// are nearest to it: themes hold, single neighbours less so. At least 1; default 2,000.
    /// </summary>
    public int MaxPapersLaidOut { get; init; } = 2000;

    /// <param name="progress">How much is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Heeded between papers and between steps of the layout.</param>
    public async Task<LibraryOverview> MakeAsync(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var papers = (await index.ListPapersAsync(PassageFilter.None, cancellationToken)).OrderBy(p => p.Id.Value, StringComparer.Ordinal).ToList();
        var topics = new List<PaperTopic>();
        var passages = (await index.CountAsync(PassageFilter.None, cancellationToken)).Passages;
        foreach (var paper in papers)
        {
            topics.Add(await ReadAsync(paper, cancellationToken));
            progress?.Report(ShareOfReading * topics.Count / papers.Count);
        }

        // Seconds of arithmetic: a thread of its own, so that the caller's is free.
        var map = await Task.Run(() => ThemeMap.Of(topics, Math.Max(1, MaxPapersLaidOut), done => progress?.Report(ShareOfReading + ((1 - ShareOfReading) * done)), cancellationToken), cancellationToken);
        progress?.Report(1);
        return new LibraryOverview
        {
            Papers = papers.Count,
            Passages = passages,
            Years = Years(papers),
            PapersWithoutYear = papers.Count(p => p.Year is null),
            Themes = map.Themes,
            Points = map.Points,
            Tags = Tags(papers),
        };
    }

    private async Task<PaperTopic> ReadAsync(Paper paper, CancellationToken cancellationToken)
    {
        var passages = await index.GetPassagesAsync(paper.Id, cancellationToken);
        var text = passages.Count == 0 ? "" : passages[0].Text;
        return new PaperTopic(paper, text, StaticWordVectors.Shared.Embed($"{paper.Title}. {text}"));
    }

    private static IReadOnlyList<YearCount> Years(List<Paper> papers)
    {
        var counts = new SortedDictionary<int, int>(papers.Where(p => p.Year is not null).CountBy(p => p.Year!.Value).ToDictionary());
        if (counts.Count == 0)
        {
            return [];
        }

        var (first, last) = (counts.First().Key, counts.Last().Key);
        return (long)last - first > MaxSpanOfYears
            ? [.. counts.Select(c => new YearCount(c.Key, c.Value))]
            : [.. Enumerable.Range(first, last - first + 1).Select(year => new YearCount(year, counts.GetValueOrDefault(year)))];
    }

    // Under the spelling that most papers use; a paper that has both counts once.
    private static IReadOnlyList<TagCount> Tags(List<Paper> papers) =>
    [
        .. papers
            .SelectMany(p => p.Tags.Distinct(StringComparer.OrdinalIgnoreCase))
            .GroupBy(t => t, StringComparer.OrdinalIgnoreCase)
            .Select(g => new TagCount(g.CountBy(t => t).OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).First().Key, g.Count()))
            .OrderByDescending(t => t.Papers)
            .ThenBy(t => t.Tag, StringComparer.OrdinalIgnoreCase)
    ];
}
