using Microsoft.Extensions.AI;

namespace ResearchAgent.Hosting;

/// <summary>
/// Models that tell their calls, tokens and durations by OpenTelemetry's conventions for generative AI; never what was
/// said, whatever the environment asks for.
/// </summary>
public static class ObservedModels
{
    /// <summary>Of the spans' source and of the meter.</summary>
    public const string SourceName = "ResearchAgent.Models";

    public static IChatClient Observe(IChatClient model) =>
        model.AsBuilder().UseOpenTelemetry(sourceName: SourceName, configure: client => client.EnableSensitiveData = false).Build();

    public static IEmbeddingGenerator<string, Embedding<float>> Observe(IEmbeddingGenerator<string, Embedding<float>> embedder) =>
        embedder.AsBuilder().UseOpenTelemetry(sourceName: SourceName, configure: generator => generator.EnableSensitiveData = false).Build();
}
