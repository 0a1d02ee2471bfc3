using LLama.Native;

namespace ResearchAgent.LlamaEngine.Embedding;

/// <summary>How a GGUF model makes vectors.</summary>
public sealed record LlamaEmbeddingOptions(string Path)
{
    /// <summary>Tokens of a text that are read at once, at most what the model was trained on.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>How a text's tokens become one vector; unspecified for what the file says.</summary>
    public LLamaPoolingType Pooling { get; init; } = LLamaPoolingType.Unspecified;

    /// <summary>Null for those that the model is known to want.</summary>
    public EmbeddingPrefixes? Prefixes { get; init; }

    public LongText LongText { get; init; }

    /// <summary>Null for half of the processors.</summary>
    public int? Threads { get; init; }
}

/// <summary>What becomes of a text with more tokens than a model reads at once.</summary>
public enum LongText
{
    /// <summary>It is read in parts; its vector is the mean of theirs, each weighing as many tokens as it has.</summary>
    Split,

    /// <summary>An error.</summary>
    Refuse,
}
