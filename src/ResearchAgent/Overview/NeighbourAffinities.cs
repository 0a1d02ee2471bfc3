namespace ResearchAgent.Overview;

/// <summary>
/// How strongly each item is drawn to its neighbours: the symmetric P of t-SNE, over the neighbours that matter.
/// The width of each item's Gaussian is such that it has <c>perplexity</c> neighbours in effect.
/// </summary>
internal sealed class NeighbourAffinities
{
    private NeighbourAffinities(int[] starts, int[] targets, float[] weights) => (Starts, Targets, Weights) = (starts, targets, weights);

    /// <summary>Where the targets of each item begin, and after the last item their end.</summary>
    public int[] Starts { get; }

    public int[] Targets { get; }

    /// <summary>They sum to 1.</summary>
    public float[] Weights { get; }

    public static NeighbourAffinities Of(NeighbourGraph graph, double perplexity)
    {
        var rows = Enumerable.Range(0, graph.Count).Select(_ => new SortedDictionary<int, double>()).ToList();
        for (var i = 0; i < graph.Count; i++)
        {
            var neighbours = graph.Of(i);
            var conditional = Conditional(graph.SquaredDistances(i), perplexity);
            for (var n = 0; n < neighbours.Length; n++)
            {
                var half = conditional[n] / (2 * graph.Count);
                rows[i][neighbours[n]] = rows[i].GetValueOrDefault(neighbours[n]) + half;
                rows[neighbours[n]][i] = rows[neighbours[n]].GetValueOrDefault(i) + half;
            }
        }

        var starts = new int[graph.Count + 1];
        for (var i = 0; i < graph.Count; i++)
        {
            starts[i + 1] = starts[i] + rows[i].Count;
        }

        return new NeighbourAffinities(starts, [.. rows.SelectMany(r => r.Keys)], [.. rows.SelectMany(r => r.Values).Select(w => (float)w)]);
    }

    // Bisection on the precision: entropy falls as it grows.
    private static double[] Conditional(ReadOnlySpan<float> squaredDistances, double perplexity)
    {
        var weights = new double[squaredDistances.Length];
        var (precision, low, high) = (1.0, 0.0, double.PositiveInfinity);
        for (var step = 0; step < 50; step++)
        {
            var entropy = Weigh(squaredDistances, precision, weights);
            if (Math.Abs(entropy - Math.Log(perplexity)) < 1e-5)
            {
                break;
            }

            (low, high) = entropy > Math.Log(perplexity) ? (precision, high) : (low, precision);
            precision = double.IsPositiveInfinity(high) ? precision * 2 : (low + high) / 2;
        }

        return weights;
    }

    /// <returns>The entropy of the weights, in nats.</returns>
    private static double Weigh(ReadOnlySpan<float> squaredDistances, double precision, double[] weights)
    {
        // From the nearest on, so that one weight is 1 and the sum cannot vanish.
        var (sum, energy) = (0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            var distance = squaredDistances[i] - squaredDistances[0];
            weights[i] = Math.Exp(-precision * distance);
            sum += weights[i];
            energy += weights[i] * distance;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= sum;
        }

        return Math.Log(sum) + (precision * energy / sum);
    }
}
