using System.Globalization;

namespace ResearchAgent.LlamaEngine.Embedding;

/// <summary>A text has more tokens than the embedding model reads at once, and splitting is turned off.</summary>
public sealed class EmbeddingInputTooLongException(int tokens, int maxTokens) : ArgumentException(string.Create(
    CultureInfo.InvariantCulture, $"A text has {tokens} tokens; the embedding model reads {maxTokens} at once. Shorten it, or set {nameof(LlamaEmbeddingOptions.LongText)} to {nameof(LongText.Split)}."))
{
    public int Tokens { get; } = tokens;

    public int MaxTokens { get; } = maxTokens;
}
