using System.Numerics.Tensors;

namespace ResearchAgent.Overview;

/// <summary>
/// What sets each text apart from all: its vector without the mean of all, at length one. A library is about something,
/// and what all its papers share says nothing about which of them belong together.
/// </summary>
internal static class TopicVectors
{
    /// <summary>Less than this apart from the mean is rounding, not a topic.</summary>
    private const float LeastDifference = 1e-4f;

    /// <returns>In the same order; zero for a text that is as the mean.</returns>
    public static float[][] Of(IReadOnlyList<float[]> vectors)
    {
        if (vectors.Count == 0)
        {
            return [];
        }

        var mean = new float[vectors[0].Length];
        foreach (var vector in vectors)
        {
            TensorPrimitives.Add(mean, vector, mean);
        }

        TensorPrimitives.Divide(mean, vectors.Count, mean);
        return [.. vectors.Select(v => Difference(v, mean))];
    }

    private static float[] Difference(float[] vector, float[] mean)
    {
        var difference = new float[vector.Length];
        TensorPrimitives.Subtract(vector, mean, difference);
        var norm = TensorPrimitives.Norm<float>(difference);
        TensorPrimitives.Multiply(difference, norm < LeastDifference ? 0 : 1 / norm, difference);
        return difference;
    }
}
