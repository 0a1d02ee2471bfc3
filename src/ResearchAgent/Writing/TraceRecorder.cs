using Microsoft.Extensions.AI;

namespace ResearchAgent.Writing;

/// <summary>Collects the steps of a run with their durations, and tells each at once to who watches. Not thread-safe: one run is one thread's.</summary>
/// <param name="progress">Called before <see cref="Add"/> returns.</param>
public sealed class TraceRecorder(IEmbeddingGenerator<string, Embedding<float>> embedder, IProgress<TraceStep>? progress = null)
{
    private readonly List<TraceStep> _steps = [];
    private long _last = System.Diagnostics.Stopwatch.GetTimestamp();

    public void Add(string name, string detail)
    {
        var now = System.Diagnostics.Stopwatch.GetTimestamp();
        _steps.Add(new TraceStep(name, detail, Math.Round(System.Diagnostics.Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds, 1)));
        _last = now;
        progress?.Report(_steps[^1]);
    }

    public Trace Finish(Writer writer)
    {
        var metadata = embedder.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        return new Trace(writer, metadata?.DefaultModelId ?? "unknown", [.. _steps]);
    }
}
