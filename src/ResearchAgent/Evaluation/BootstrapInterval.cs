namespace ResearchAgent.Evaluation;

/// <summary>
/// The percentile bootstrap (Efron 1979, "Bootstrap Methods: Another Look at the Jackknife"): draw n of the n values with
/// replacement, take their mean, repeat B times; the 2.5% and 97.5% quantiles of those means bound the interval.
/// </summary>
/// <remarks>
/// The same values in the same order give the same interval on every machine. To compare two systems on the same
/// questions, pass the differences per question: an interval without 0 is a difference at the 5% level. The interval is
/// too narrow for fewer than about 20 values, and has no width for a single one or for values that are all equal.
/// </remarks>
public static class BootstrapInterval
{
    /// <summary>From seed to seed each end then varies with a standard deviation of about 2% of the width.</summary>
    public const int DefaultResamples = 1000;

    // Any fixed number does: it makes a report repeatable.
    private const int DefaultSeed = 1979;

    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static Interval Estimate(IReadOnlyList<double> values, int resamples = DefaultResamples, int seed = DefaultSeed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.Count == 0)
        {
            return default;
        }

        var sample = values.ToArray();
        var bad = Array.FindIndex(sample, v => !double.IsFinite(v));
        if (bad >= 0)
        {
            throw new ArgumentException($"Value {bad} of {sample.Length} is {sample[bad]}, not a finite number. Leave it out or score it 0.", nameof(values));
        }

        var means = ResampledMeans(sample, resamples, new Random(seed));
        Array.Sort(means);
        return new Interval(Mean(sample), Quantile(means, 0.025), Quantile(means, 0.975), sample.Length);
    }

    private static double Mean(double[] sample)
    {
        var sum = 0.0;
        foreach (var value in sample)
        {
            sum += value;
        }

        return sum / sample.Length;
    }

    private static double[] ResampledMeans(double[] sample, int resamples, Random random)
    {
        var means = new double[resamples];
        for (var b = 0; b < resamples; b++)
        {
            var sum = 0.0;
            for (var i = 0; i < sample.Length; i++)
            {
                sum += sample[random.Next(sample.Length)];
            }

            means[b] = sum / sample.Length;
        }

        return means;
    }

    // Linear between neighbours, as NumPy's default.
    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
