using LLama.Native;

namespace ResearchAgent.LlamaEngine;

/// <summary>How a GGUF model is run.</summary>
public sealed record LlamaModelOptions(string Path)
{
    /// <summary>
    /// Tokens that all conversations hold together, prompts and answers; null for what the model was trained on, at most
    /// <see cref="DefaultContextLength"/>. The key-value cache grows with it.
    /// </summary>
    public int? ContextLength { get; init; }

    /// <summary>Conversations that are decoded or kept in the cache at the same time, 1 to 64.</summary>
    public int MaxSequences { get; init; } = 16;

    /// <summary>
    /// Tokens of prompts that are decoded between two looks at cancellation, and most tokens decoded together. Fewer cost
    /// speed (64: 7 %, 128: 3 % against 512), more cost memory and patience.
    /// </summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Threads; null for half of the processors. They spin while they wait: more than there are idle cores is slower by far.</summary>
    public int? Threads { get; init; }

    /// <summary>Precision of the key-value cache: F16, or Q8_0 for half the memory.</summary>
    public GGMLType KeyValueType { get; init; } = GGMLType.GGML_TYPE_F16;

    /// <summary>Null lets llama.cpp decide.</summary>
    public bool? FlashAttention { get; init; }

    /// <summary>Name of a chat template that llama.cpp knows (chatml, llama3, mistral-v7, ...) to use instead of the model's; null for the model's own.</summary>
    public string? Template { get; init; }

    /// <summary>Layers on a graphics card; a CPU build ignores it.</summary>
    public int GpuLayers { get; init; }

    /// <summary>
    /// Folder in which decoded prompts are kept under the name that a request gives them (a paper's id), so that the next
    /// process need not decode them again; null keeps none. They hold text of prompts, and are large: 32 kB a token for a
    /// model of 1 billion parameters, 128 kB for one of 8.
    /// </summary>
    public string? PrefixFolder { get; init; }

    /// <summary>Room for all of <see cref="PrefixFolder"/>; the files used longest ago go first.</summary>
    public long PrefixFolderMaxBytes { get; init; } = 1L << 30;

    public const int DefaultContextLength = 4096;
}
