using System.Globalization;

namespace ResearchAgent.LlamaEngine;

/// <summary>A prompt and the longest answer to it do not fit into the context together. Nothing was decoded.</summary>
public sealed class ContextOverflowException(int promptTokens, int maxOutputTokens, int contextLength) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"The prompt has {promptTokens} tokens and up to {maxOutputTokens} are asked for; the context holds {contextLength}. Send less evidence, ask for fewer tokens, or raise Models:Chat:ContextLength."))
{
    public int PromptTokens { get; } = promptTokens;

    public int MaxOutputTokens { get; } = maxOutputTokens;

    /// <summary>In tokens.</summary>
    public int ContextLength { get; } = contextLength;
}
