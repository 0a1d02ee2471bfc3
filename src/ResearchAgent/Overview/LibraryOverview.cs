using ResearchAgent.Papers;

namespace ResearchAgent.Overview;

/// <summary>What a library looks like at a glance.</summary>
public sealed record LibraryOverview
{
    public required int Papers { get; init; }

    public required int Passages { get; init; }

    /// <summary>By year, ascending. Years without a paper stand between the first and the last with 0 unless those lie more than 60 years apart.</summary>
    public required IReadOnlyList<YearCount> Years { get; init; }

    public required int PapersWithoutYear { get; init; }

    /// <summary>Every paper is in exactly one. Biggest first, but <see cref="OverviewTheme.IsOther"/> last; at most 12 and that one.</summary>
    public required IReadOnlyList<OverviewTheme> Themes { get; init; }

    /// <summary>One for each paper, by id.</summary>
    public required IReadOnlyList<MapPoint> Points { get; init; }

    /// <summary>Most used first; tags that differ in case alone count as one.</summary>
    public required IReadOnlyList<TagCount> Tags { get; init; }
}

/// <param name="Label">One to four words as the papers spell them; no two themes of a library have a word in common. It is paper text: escape it.</param>
/// <param name="Papers">By id.</param>
public sealed record OverviewTheme(string Label, IReadOnlyList<PaperId> Papers)
{
    /// <summary>Its papers have no word in common that could place them; they are told together, and so the map says nothing of them.</summary>
    public bool IsOther { get; init; }
}

/// <summary>
/// A paper's place on the map: papers about similar things lie near each other. Directions and long distances mean nothing.
/// </summary>
/// <param name="Theme">Position in <see cref="LibraryOverview.Themes"/>.</param>
/// <param name="X">From -1 to 1, on the same scale as <paramref name="Y"/>.</param>
/// <param name="Y">From -1 to 1, upwards.</param>
public sealed record MapPoint(PaperId Paper, CitationKey Key, string Title, int? Year, int Theme, double X, double Y);

public readonly record struct YearCount(int Year, int Papers);

public readonly record struct TagCount(string Tag, int Papers);
