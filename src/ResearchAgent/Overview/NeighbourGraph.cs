using System.Numerics.Tensors;

namespace ResearchAgent.Overview;

/// <summary>For each vector the ones nearest to it, with the squared distance; at equal distance the earlier one first.</summary>
internal sealed class NeighbourGraph
{
    private readonly int[][] _neighbours;
    private readonly float[][] _distances;

    private NeighbourGraph(int[][] neighbours, float[][] distances) => (_neighbours, _distances) = (neighbours, distances);

    public int Count => _neighbours.Length;

    public ReadOnlySpan<int> Of(int item) => _neighbours[item];

    public ReadOnlySpan<float> SquaredDistances(int item) => _distances[item];

    /// <summary>Among the vectors themselves, without each one itself.</summary>
    public static NeighbourGraph Within(IReadOnlyList<float[]> vectors, int neighbours, CancellationToken cancellationToken) =>
        Find(vectors, vectors, Math.Min(neighbours, vectors.Count - 1), excludesSelf: true, cancellationToken);

    /// <summary>For each of <paramref name="vectors"/>, among <paramref name="others"/>.</summary>
    public static NeighbourGraph Between(IReadOnlyList<float[]> vectors, IReadOnlyList<float[]> others, int neighbours, CancellationToken cancellationToken) =>
        Find(vectors, others, Math.Min(neighbours, others.Count), excludesSelf: false, cancellationToken);

    private static NeighbourGraph Find(IReadOnlyList<float[]> vectors, IReadOnlyList<float[]> others, int neighbours, bool excludesSelf, CancellationToken cancellationToken)
    {
        var found = new int[vectors.Count][];
        var distances = new float[vectors.Count][];
        var lengths = others.Select(o => TensorPrimitives.SumOfSquares<float>(o)).ToArray();
        var row = new float[others.Count];
        var order = new int[others.Count];
        for (var i = 0; i < vectors.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = TensorPrimitives.SumOfSquares<float>(vectors[i]);
            for (var j = 0; j < others.Count; j++)
            {
                row[j] = excludesSelf && i == j ? float.PositiveInfinity : Math.Max(0, length + lengths[j] - (2 * TensorPrimitives.Dot<float>(vectors[i], others[j])));
                order[j] = j;
            }

            Array.Sort(order, (a, b) => row[a] != row[b] ? row[a].CompareTo(row[b]) : a.CompareTo(b));
            found[i] = order[..neighbours];
            distances[i] = [.. found[i].Select(j => row[j])];
        }

        return new NeighbourGraph(found, distances);
    }
}
