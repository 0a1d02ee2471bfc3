using LLama;
using LLama.Common;
using LLama.Exceptions;
using LLama.Native;

namespace ResearchAgent.LlamaEngine.Embedding;

/// <summary>
/// A model that turns each text into one vector or score: the weights and a context that decodes many short texts
/// together. Safe for concurrent use; calls take turns.
/// </summary>
internal sealed class PooledModel : IDisposable
{
    /// <summary>Texts that are decoded together at most.</summary>
    private const int MaxTexts = 32;

    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly LLamaBatch _batch = new();
    private readonly SemaphoreSlim _turn = new(1);

    private PooledModel(LLamaWeights weights, LLamaContext context, int maxTokens)
    {
        _weights = weights;
        _context = context;
        MaxTokens = maxTokens;
    }

    /// <summary>Tokens of one text at most, control tokens included.</summary>
    public int MaxTokens { get; }

    public LLamaPoolingType Pooling => _context.NativeHandle.PoolingType;

    public int Dimensions => _weights.EmbeddingSize;

    public LLamaWeights Weights => _weights;

    /// <param name="maxTokens">Lowered to what the model was trained on: a position beyond ends the process.</param>
    /// <exception cref="ModelLoadException"/>
    public static async Task<PooledModel> LoadAsync(
        string path, LLamaPoolingType pooling, int maxTokens, int? threads, string? nativeLibraryPath, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        LlamaModel.ReadInfo(path);
        LlamaNative.Use(nativeLibraryPath);
        var parameters = new ModelParams(path) { Embeddings = true, PoolingType = pooling, SeqMax = MaxTexts, Threads = threads, BatchThreads = threads, GpuLayerCount = 0, KVUnified = true, LoadMode = LLamaLoadMode.MemoryMap };
        var weights = await LlamaModel.LoadWeightsAsync(parameters, progress, cancellationToken);
        try
        {
            var tokens = Math.Min(maxTokens, weights.ContextSize);

            // Without causal attention a text must be decoded whole: one batch has room for the longest.
            parameters.ContextSize = parameters.BatchSize = parameters.UBatchSize = (uint)Math.Max(tokens, 64);
            return new PooledModel(weights, LlamaModel.CreateContext(path, weights, parameters), tokens);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <param name="texts">Each of at least one and at most <see cref="MaxTokens"/> tokens.</param>
    /// <returns>For each text its first <paramref name="take"/> numbers.</returns>
    public async Task<IReadOnlyList<float[]>> ComputeAsync(IReadOnlyList<LLamaToken[]> texts, int take, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Compute(texts, take, cancellationToken), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _turn.Wait();
        _context.Dispose();
        _weights.Dispose();
        _turn.Dispose();
    }

    private List<float[]> Compute(IReadOnlyList<LLamaToken[]> texts, int take, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>(texts.Count);
        while (vectors.Count < texts.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _batch.Clear();
            var count = 0;
            while (count < MaxTexts && vectors.Count + count < texts.Count && _batch.TokenCount + texts[vectors.Count + count].Length <= _context.BatchSize)
            {
                var tokens = texts[vectors.Count + count];
                for (var i = 0; i < tokens.Length; i++)
                {
                    _batch.Add(tokens[i], i, (LLamaSeqId)count, true);
                }

                count++;
            }

            _context.NativeHandle.MemoryClear();
            if (_context.Decode(_batch) is var result and not DecodeResult.Ok)
            {
                throw new RuntimeError($"llama.cpp could not decode {_batch.TokenCount} tokens: {result}. {LlamaNative.TakeComplaint()}");
            }

            for (var i = 0; i < count; i++)
            {
                vectors.Add(_context.NativeHandle.GetEmbeddingsSeq((LLamaSeqId)i)[..take].ToArray());
            }
        }

        return vectors;
    }
}
