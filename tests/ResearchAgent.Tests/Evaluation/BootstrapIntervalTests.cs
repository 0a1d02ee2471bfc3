using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class BootstrapIntervalTests
{
    [Fact]
    public void The_interval_holds_the_mean_and_stays_within_the_values()
    {
        var interval = BootstrapInterval.Estimate([0, 0, 1, 1, 1, 0, 1, 1, 0, 1]);

        Assert.Equal(0.6, interval.Mean, 12);
        Assert.Equal(10, interval.Count);
        Assert.InRange(interval.Low, 0, 0.6);
        Assert.InRange(interval.High, 0.6, 1);
        Assert.True(interval.Low < interval.High);
    }

    [Fact]
    public void The_width_agrees_with_the_normal_approximation_for_many_values()
    {
        // Half ones: standard error 0.5 / sqrt(400) = 0.025, so 0.5 plus or minus 1.96 * 0.025.
        var interval = BootstrapInterval.Estimate(HalfOnes(400));

        Assert.Equal(0.451, interval.Low, 0.008);
        Assert.Equal(0.549, interval.High, 0.008);
    }

    [Fact]
    public void The_same_values_give_the_same_interval_and_another_seed_a_different_one()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => i * i / 2500.0)];

        Assert.Equal(BootstrapInterval.Estimate(values), BootstrapInterval.Estimate(values));
        Assert.NotEqual(BootstrapInterval.Estimate(values), BootstrapInterval.Estimate(values, seed: 7));
    }

    [Fact]
    public void Sixteen_times_the_values_make_the_interval_about_four_times_narrower()
    {
        Assert.InRange(Width(HalfOnes(40)) / Width(HalfOnes(640)), 3.3, 4.8);

        static double Width(double[] values)
        {
            var interval = BootstrapInterval.Estimate(values, resamples: 4000);
            return interval.High - interval.Low;
        }
    }

    [Fact]
    public void No_values_give_zeros()
    {
        Assert.Equal(new Interval(0, 0, 0, 0), BootstrapInterval.Estimate([]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Equal_values_give_an_interval_without_width(int count)
    {
        var interval = BootstrapInterval.Estimate([.. Enumerable.Repeat(0.1, count)]);

        Assert.Equal(interval.Mean, interval.Low);
        Assert.Equal(interval.Mean, interval.High);
        Assert.Equal(0.1, interval.Mean, 12);
    }

    [Fact]
    public void A_single_resample_still_gives_an_interval()
    {
        var interval = BootstrapInterval.Estimate([1, 2, 3], resamples: 1);

        Assert.Equal(interval.Low, interval.High);
    }

    [Fact]
    public void A_value_that_is_no_number_is_refused_by_its_index()
    {
        var e = Assert.Throws<ArgumentException>(() => BootstrapInterval.Estimate([0.5, double.NaN]));

        Assert.StartsWith("Value 1 of 2 is NaN", e.Message, StringComparison.Ordinal);
    }

    private static double[] HalfOnes(int count) => [.. Enumerable.Range(0, count).Select(i => (double)(i % 2))];
}
