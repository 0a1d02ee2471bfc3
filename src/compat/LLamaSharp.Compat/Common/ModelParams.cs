using System.Text;
using LLama.Abstractions;
using LLama.Native;

namespace LLama.Common;

/// <summary>How a model is loaded and its context made.</summary>
public record ModelParams(string ModelPath) : IModelParams, IContextParams
{
    public string ModelPath { get; set; } = ModelPath;

    public uint? ContextSize { get; set; }

    public uint BatchSize { get; set; } = 512;

    public uint UBatchSize { get; set; } = 512;

    public uint SeqMax { get; set; } = 1;

    public int GpuLayerCount { get; set; } = 20;

    public bool UseMemorymap { get; set; } = true;

    public bool UseMemoryLock { get; set; }

    public bool VocabOnly { get; set; }

    public bool CheckTensors { get; }

    public bool Embeddings { get; set; }

    public Encoding Encoding { get; set; } = Encoding.UTF8;

    public int? Threads { get; set; }

    public int? BatchThreads { get; set; }

    public GGMLType? TypeK { get; set; }

    public GGMLType? TypeV { get; set; }

    public bool? FlashAttention { get; set; }

    public LLamaPoolingType PoolingType { get; set; } = LLamaPoolingType.Unspecified;

    public LLamaAttentionType AttentionType { get; set; } = LLamaAttentionType.Unspecified;

    public bool? KVUnified { get; set; }
}
