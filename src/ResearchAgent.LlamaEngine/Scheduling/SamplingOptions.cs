using LLama.Native;
using LLama.Sampling;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>How the next token is chosen.</summary>
/// <param name="Temperature">0 takes the likeliest token; then the others have no effect, but for penalties and the grammar.</param>
/// <param name="Grammar">GBNF with the root rule "root"; null for free text.</param>
internal sealed record SamplingOptions(float Temperature = 0, string? Grammar = null)
{
    public float TopP { get; init; } = 0.95f;

    public int TopK { get; init; } = 40;

    public float MinP { get; init; } = 0.05f;

    public float FrequencyPenalty { get; init; }

    public float PresencePenalty { get; init; }

    /// <summary>1 for none.</summary>
    public float RepeatPenalty { get; init; } = 1;

    public uint Seed { get; init; }

    /// <summary>Tokens that are never chosen.</summary>
    public IReadOnlyList<LLamaToken> Forbidden { get; init; } = [];

    // llama.cpp's own order. Penalties look at generated tokens alone: the words of the evidence are to be repeated.
    public DefaultSamplingPipeline CreatePipeline() => new()
    {
        Temperature = Temperature <= 0 ? 1 : Temperature,
        TopK = Temperature <= 0 ? 1 : TopK,
        TopP = TopP,
        MinP = MinP,
        FrequencyPenalty = FrequencyPenalty,
        PresencePenalty = PresencePenalty,
        RepeatPenalty = RepeatPenalty,
        Seed = Seed,
        LogitBias = Forbidden.ToDictionary(t => t, _ => float.NegativeInfinity),
        Grammar = Grammar is null ? null : new Grammar(Grammar, "root"),
        GrammarOptimization = DefaultSamplingPipeline.GrammarOptimizationMode.Basic,
    };
}
