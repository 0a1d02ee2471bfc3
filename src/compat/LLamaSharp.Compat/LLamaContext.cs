using System.Text;
using LLama.Abstractions;
using LLama.Native;
using Microsoft.Extensions.Logging;

namespace LLama;

/// <summary>A context over a model. Not safe for concurrent use.</summary>
public sealed class LLamaContext : IDisposable
{
    /// <exception cref="Exceptions.RuntimeError">No memory for a context of this size, or parameters that the model refuses.</exception>
    public LLamaContext(LLamaWeights model, IContextParams @params, ILogger? logger = null)
    {
        Params = @params;
        Encoding = @params.Encoding;
        NativeHandle = SafeLLamaContextHandle.Create(model.NativeHandle, ToNative(@params));
    }

    public SafeLLamaContextHandle NativeHandle { get; }

    public IContextParams Params { get; }

    public Encoding Encoding { get; }

    public uint ContextSize => NativeHandle.ContextSize;

    public uint BatchSize => NativeHandle.BatchSize;

    public int EmbeddingSize => NativeHandle.EmbeddingSize;

    public SafeLlamaModelHandle.Vocabulary Vocab => NativeHandle.Vocab;

    public LLamaToken[] Tokenize(string text, bool addBos = true, bool special = false) => NativeHandle.Tokenize(text, addBos, special, Encoding);

    /// <exception cref="ArgumentException">The batch is larger than the context's.</exception>
    public DecodeResult Decode(LLamaBatch batch) => batch.TokenCount > BatchSize
        ? throw new ArgumentException("Input contains more tokens than configured batch size", nameof(batch))
        : NativeHandle.Decode(batch);

    public void Dispose() => NativeHandle.Dispose();

    private static NativeContextParams ToNative(IContextParams parameters)
    {
        var native = NativeApi.llama_context_default_params();
        native.ContextSize = parameters.ContextSize ?? 0;
        native.BatchSize = parameters.BatchSize;
        native.UBatchSize = parameters.UBatchSize;
        native.SeqMax = parameters.SeqMax;
        native.Embeddings = NativeApi.Byte(parameters.Embeddings);
        native.Threads = Threads(parameters.Threads);
        native.BatchThreads = Threads(parameters.BatchThreads);
        native.TypeK = parameters.TypeK ?? GGMLType.GGML_TYPE_F16;
        native.TypeV = parameters.TypeV ?? GGMLType.GGML_TYPE_F16;
        native.FlashAttention = parameters.FlashAttention switch { true => 1, false => 0, null => -1 };
        native.PoolingType = parameters.PoolingType;
        native.AttentionType = parameters.AttentionType;
        native.UnifiedKeyValues = NativeApi.Byte(parameters.KVUnified ?? true);
        return native;
    }

    private static int Threads(int? threads) => threads is > 0 ? threads.Value : Math.Max(1, Environment.ProcessorCount / 2);
}
