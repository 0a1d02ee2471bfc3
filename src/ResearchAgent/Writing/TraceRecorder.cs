using Microsoft.Extensions.AI;
using ResearchAgent.Telemetry;

namespace ResearchAgent.Writing;

/// <summary>Collects the steps of a run with their durations, and tells steps and claims at once to who watches. Not thread-safe: one run is one thread's.</summary>
/// <param name="progress">Called before <see cref="Add"/> and <see cref="Tell"/> return.</param>
public sealed class TraceRecorder(IEmbeddingGenerator<string, Embedding<float>> embedder, RunProgress? progress = null)
{
    private readonly List<TraceStep> _steps = [];
    private readonly HashSet<string> _told = [];
    private long _last = System.Diagnostics.Stopwatch.GetTimestamp();

    public void Add(string name, string detail)
    {
        var now = System.Diagnostics.Stopwatch.GetTimestamp();
        var lasted = System.Diagnostics.Stopwatch.GetElapsedTime(_last, now);
        _steps.Add(new TraceStep(name, detail, Math.Round(lasted.TotalMilliseconds, 1)));
        RunTelemetry.Step(name, lasted);
        _last = now;
        progress?.Steps?.Report(_steps[^1]);
    }

    /// <summary>Does somebody want to see claims before the text is finished?</summary>
    public bool TellsClaims => progress?.Claims is not null;

    /// <summary>Tells a verified claim, once.</summary>
    public void Tell(Claim claim)
    {
        if (progress?.Claims is { } claims && _told.Add(claim.Text))
        {
            claims.Report(claim);
        }
    }

    public Trace Finish(Writer writer)
    {
        var metadata = embedder.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        return new Trace(writer, metadata?.DefaultModelId ?? "unknown", [.. _steps]);
    }
}
