namespace ResearchAgent.Overview;

/// <summary>How many scores fall into each of equally wide bins between the lowest and the highest.</summary>
/// <param name="Bins">Ascending and without gaps; none where there is no score.</param>
public sealed record ScoreHistogram(IReadOnlyList<ScoreBin> Bins)
{
    /// <summary>NaN and infinite scores are left out; one bin where all scores are equal.</summary>
    /// <param name="bins">At least 1.</param>
    public static ScoreHistogram Of(IEnumerable<double> scores, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var finite = scores.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
        {
            return new ScoreHistogram([]);
        }

        var (low, high) = (finite.Min(), finite.Max());
        if (low == high)
        {
            return new ScoreHistogram([new ScoreBin(low, high, finite.Count)]);
        }

        // Mixed and not added up: the span of two finite scores may be infinite.
        var bounds = Enumerable.Range(0, bins + 1).Select(i => (double)i / bins).Select(t => (low * (1 - t)) + (high * t)).ToArray();
        var counts = new int[bins];
        foreach (var score in finite)
        {
            counts[Math.Max(0, Array.FindLastIndex(bounds, bins - 1, bound => bound <= score))]++;
        }

        return new ScoreHistogram([.. counts.Select((count, i) => new ScoreBin(bounds[i], bounds[i + 1], count))]);
    }
}

/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive, but for the last bin.</param>
public readonly record struct ScoreBin(double From, double To, int Count);
