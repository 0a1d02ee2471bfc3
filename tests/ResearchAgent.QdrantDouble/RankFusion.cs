namespace ResearchAgent.Testing;

/// <summary>Several lists of hits as one, by the server's formulas.</summary>
internal static class RankFusion
{
    /// <summary>Of the server; the 60 of the paper is 61 here, because the first rank is 0.</summary>
    public const int DefaultK = 2;

    /// <param name="weights">One for each list, or none.</param>
    public static IEnumerable<Hit> ReciprocalRanks(IReadOnlyList<List<Hit>> lists, int k, IReadOnlyList<float> weights)
    {
        if (weights.Count > 0 && weights.Count != lists.Count)
        {
            throw Refusal.Wrong($"Number of weights in RRF should match number of pre-fetches: got {weights.Count}, expected {lists.Count}");
        }

        return Sum(lists.Select((list, l) => list.Select((hit, rank) => hit with { Score = Share(rank, weights.Count > 0 ? weights[l] : 1) })));

        float Share(int rank, float weight) => weight <= 0 ? 0 : 1 / (((rank + 1) / weight) + k - 1);
    }

    /// <summary>Each list's scores between three deviations below its mean and three above.</summary>
    public static IEnumerable<Hit> Distributions(IReadOnlyList<List<Hit>> lists) => Sum(lists.Select(Normalised));

    private static IEnumerable<Hit> Normalised(List<Hit> list)
    {
        if (list.Count < 2)
        {
            return list.Select(h => h with { Score = 0.5f });
        }

        var mean = list.Average(h => (double)h.Score);
        var deviation = Math.Sqrt(list.Sum(h => (h.Score - mean) * (h.Score - mean)) / (list.Count - 1));
        return list.Select(h => h with { Score = deviation == 0 ? 0.5f : (float)((h.Score - mean + (3 * deviation)) / (6 * deviation)) });
    }

    private static IEnumerable<Hit> Sum(IEnumerable<IEnumerable<Hit>> lists) =>
        lists.SelectMany(l => l).GroupBy(h => h.Point).Select(g => new Hit(g.Key, g.Sum(h => h.Score)));
}
