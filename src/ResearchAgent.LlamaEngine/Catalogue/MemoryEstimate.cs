namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>How the cache stores keys and values.</summary>
public enum CacheType
{
    /// <summary>Two bytes a value.</summary>
    F16,

    /// <summary>ggml's Q8_0: 34 bytes for 32 values.</summary>
    Q8,
}

/// <summary>
/// What a model will take in memory, in bytes: weights, the cache of keys and values, and the buffer its graph computes in.
/// An estimate for the CPU without flash attention; sliding windows and compressed caches take less.
/// </summary>
public sealed record MemoryEstimate(long WeightBytes, long CacheBytes, long ComputeBytes)
{
    // llama.cpp's default for tokens computed at once (n_ubatch); an encoder must take its whole text at once.
    private const int TokensAtOnce = 512;

    public long TotalBytes => WeightBytes + CacheBytes + ComputeBytes;

    /// <param name="contextLength">Tokens, at least 1; for an encoder, of its longest text.</param>
    /// <remarks>
    /// Compute buffer: float32 for each token computed at once, of the larger of logits plus embedding and attention scores plus
    /// mask plus four embeddings. The terms are our reading of the graph that llama.cpp reserves at start; they give
    /// the 296 MiB that it logs for Llama 3 8B at 4,096 tokens.
    /// </remarks>
    public static MemoryEstimate Of(ModelInfo model, int contextLength, CacheType cacheType = CacheType.F16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 1);
        var valuesInCache = model.IsCausal ? (double)model.CachedValuesPerToken * contextLength : 0;
        var tokens = model.IsCausal ? Math.Min(TokensAtOnce, contextLength) : contextLength;
        var logits = model.Kind == ModelKind.Chat ? model.VocabularySize + model.EmbeddingLength : 0;
        var attention = ((double)(model.Heads + 1) * contextLength) + (4.0 * model.EmbeddingLength);
        return new MemoryEstimate(
            model.WeightBytes,
            Bytes(cacheType == CacheType.F16 ? 2 * valuesInCache : valuesInCache * 34 / 32),
            Bytes(sizeof(float) * tokens * Math.Max(logits, attention)));
    }

    /// <param name="availableBytes">As <see cref="AvailableMemory.Bytes"/> measures it.</param>
    public bool Fits(long availableBytes) => TotalBytes <= availableBytes;

    // A header can state absurd numbers; their product must still add up.
    private static long Bytes(double bytes) => (long)Math.Min(bytes, 1L << 60);
}
