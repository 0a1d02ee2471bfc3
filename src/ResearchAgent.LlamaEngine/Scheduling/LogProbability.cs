using System.Buffers;
using System.Numerics.Tensors;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>Logarithms of probabilities out of logits.</summary>
internal static class LogProbability
{
    /// <returns>The natural logarithm of softmax(logits)[token]; 0 at most.</returns>
    public static float Of(int token, ReadOnlySpan<float> logits)
    {
        var buffer = ArrayPool<float>.Shared.Rent(logits.Length);
        var shifted = buffer.AsSpan(0, logits.Length);
        var max = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, max, shifted);
        TensorPrimitives.Exp(shifted, shifted);
        var sum = TensorPrimitives.Sum(shifted);
        ArrayPool<float>.Shared.Return(buffer);
        return logits[token] - max - MathF.Log(sum);
    }
}
