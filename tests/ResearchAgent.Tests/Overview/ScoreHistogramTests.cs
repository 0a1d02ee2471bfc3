using ResearchAgent.Overview;
using Xunit;

namespace ResearchAgent.Tests.Overview;

public sealed class ScoreHistogramTests
{
    [Fact]
    public void Every_score_falls_into_one_bin_and_the_highest_into_the_last()
    {
        var bins = ScoreHistogram.Of([0, 0.1, 0.5, 0.9, 1], 2).Bins;

        Assert.Equal([new ScoreBin(0, 0.5, 2), new ScoreBin(0.5, 1, 3)], bins);
    }

    [Fact]
    public void Equal_scores_make_one_bin_and_none_make_none()
    {
        Assert.Equal([new ScoreBin(3, 3, 2)], ScoreHistogram.Of([3, 3], 10).Bins);
        Assert.Empty(ScoreHistogram.Of([], 10).Bins);
        Assert.Empty(ScoreHistogram.Of([double.NaN, double.PositiveInfinity], 10).Bins);
    }

    [Theory]
    [InlineData(-double.MaxValue, double.MaxValue)]
    [InlineData(0, 1e-300)]
    [InlineData(-1, -0.999)]
    public void Extreme_scores_are_counted_between_finite_bounds(double low, double high)
    {
        var bins = ScoreHistogram.Of([low, high, low], 7).Bins;

        Assert.Equal((2, 1), (bins[0].Count, bins[^1].Count));
        Assert.Equal(3, bins.Sum(b => b.Count));
        Assert.Equal((low, high), (bins[0].From, bins[^1].To));
        Assert.All(bins, b => Assert.True(double.IsFinite(b.From) && double.IsFinite(b.To) && b.From <= b.To));
    }

    [Fact]
    public void No_bins_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => ScoreHistogram.Of([1], 0));
}
