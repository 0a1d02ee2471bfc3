using System.Numerics.Tensors;

namespace ResearchAgent.Overview;

/// <summary>The two directions in which vectors differ most, by orthogonal iteration on their covariance.</summary>
internal static class PrincipalAxes
{
    /// <summary>Enough for axes whose spreads differ by a tenth; nearer ones span the same plane, in which any turn is as good.</summary>
    private const int Iterations = 100;

    /// <param name="vectors">About zero.</param>
    /// <returns>X and Y of each vector on the two axes; all zero where the vectors do not differ.</returns>
    public static (float[] X, float[] Y) Project(IReadOnlyList<float[]> vectors, CancellationToken cancellationToken)
    {
        var first = StrongestAxis(vectors, null, cancellationToken);
        var second = StrongestAxis(vectors, first, cancellationToken);
        return ([.. vectors.Select(v => TensorPrimitives.Dot<float>(v, first))], [.. vectors.Select(v => TensorPrimitives.Dot<float>(v, second))]);
    }

    private static float[] StrongestAxis(IReadOnlyList<float[]> vectors, float[]? other, CancellationToken cancellationToken)
    {
        // The vector that stands out most is a start that no order of papers changes, and never at a right angle to all.
        var axis = vectors.Count == 0 ? [] : (float[])vectors.MaxBy(v => TensorPrimitives.Norm<float>(Without(v, other)))!.Clone();
        axis = Unit(Without(axis, other));
        var next = new float[axis.Length];
        for (var i = 0; i < Iterations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            next.AsSpan().Clear();
            foreach (var vector in vectors)
            {
                TensorPrimitives.MultiplyAdd(vector, TensorPrimitives.Dot<float>(vector, axis), next, next);
            }

            axis = Unit(Without(next, other));
        }

        // Both signs are right; one of them is chosen for good.
        if (axis.Length > 0 && axis[TensorPrimitives.IndexOfMaxMagnitude<float>(axis)] < 0)
        {
            TensorPrimitives.Negate(axis, axis);
        }

        return axis;
    }

    private static float[] Without(float[] vector, float[]? axis)
    {
        if (axis is null)
        {
            return vector;
        }

        var rest = new float[vector.Length];
        TensorPrimitives.MultiplyAdd(axis, -TensorPrimitives.Dot<float>(vector, axis), vector, rest);
        return rest;
    }

    private static float[] Unit(float[] vector)
    {
        var norm = TensorPrimitives.Norm<float>(vector);
        var unit = new float[vector.Length];

        // What rounding leaves of nothing is no direction.
        if (norm > 1e-6f)
        {
            TensorPrimitives.Divide(vector, norm, unit);
        }

        return unit;
    }
}
