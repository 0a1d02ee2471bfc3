namespace ResearchAgent.Overview;

/// <summary>How much nearer each item lies to its own group than to the next one (Rousseeuw 1987).</summary>
internal static class Silhouette
{
    /// <returns>From -1 to 1; 0 where there is one group.</returns>
    public static double Mean(IReadOnlyList<(float X, float Y)> places, int[] groups, CancellationToken cancellationToken)
    {
        var sizes = new int[groups.DefaultIfEmpty(0).Max() + 1];
        foreach (var group in groups)
        {
            sizes[group]++;
        }

        var sum = 0.0;
        var distances = new double[sizes.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            distances.AsSpan().Clear();
            for (var j = 0; j < groups.Length; j++)
            {
                var (dx, dy) = (places[i].X - places[j].X, places[i].Y - places[j].Y);
                distances[groups[j]] += MathF.Sqrt((dx * dx) + (dy * dy));
            }

            sum += Of(groups[i], distances, sizes);
        }

        return groups.Length == 0 ? 0 : sum / groups.Length;
    }

    private static double Of(int own, double[] distances, int[] sizes)
    {
        // Alone in its group, an item is neither well nor badly placed.
        if (sizes[own] == 1)
        {
            return 0;
        }

        var within = distances[own] / (sizes[own] - 1);
        var next = double.PositiveInfinity;
        for (var c = 0; c < sizes.Length; c++)
        {
            if (c != own && sizes[c] > 0)
            {
                next = Math.Min(next, distances[c] / sizes[c]);
            }
        }

        var larger = Math.Max(within, next);
        return double.IsPositiveInfinity(next) || larger == 0 ? 0 : (next - within) / larger;
    }
}
