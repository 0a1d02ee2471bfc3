using System.Text;
using LLama.Native;

namespace LLama.Abstractions;

public interface IModelParams
{
    string ModelPath { get; }

    int GpuLayerCount { get; }

    bool UseMemorymap { get; }

    bool UseMemoryLock { get; }

    bool VocabOnly { get; }

    bool CheckTensors { get; }
}

public interface IContextParams
{
    uint? ContextSize { get; }

    uint BatchSize { get; }

    uint UBatchSize { get; }

    uint SeqMax { get; }

    bool Embeddings { get; }

    Encoding Encoding { get; }

    int? Threads { get; }

    int? BatchThreads { get; }

    GGMLType? TypeK { get; }

    GGMLType? TypeV { get; }

    bool? FlashAttention { get; }

    LLamaPoolingType PoolingType { get; }

    LLamaAttentionType AttentionType { get; }

    bool? KVUnified { get; }
}
