using System.Diagnostics;
using System.Diagnostics.Metrics;
using ResearchAgent.Writing;

namespace ResearchAgent.Telemetry;

/// <summary>
/// What a run tells to whoever listens on this machine: a span with one span a step, and counts. They hold operations,
/// counts and durations, never a question, a title or a sentence. Where nobody listens it costs a time stamp.
/// </summary>
public static class RunTelemetry
{
    /// <summary>Of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "ResearchAgent";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Asks = Meter.CreateCounter<long>("research.asks", "{question}", "Questions that came to an end, answered or not.");
    private static readonly Counter<long> Abstentions = Meter.CreateCounter<long>("research.abstentions", "{question}", "Questions that the library holds no answer to.");

    // In seconds: from a search among a few papers to a large model on a small machine.
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "research.run.duration", "s", "How long a run took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] });

    /// <param name="strategy">How the answer is reached, in a word of the program's own.</param>
    public static Task<Answer> AskAsync(string strategy, Func<Task<Answer>> ask) => ObserveAsync("ask", strategy, ask, (answer, span) =>
    {
        Tell(span, answer.Claims.Count, answer.References.Count, answer.Trace);
        span?.SetTag("research.confidence", answer.Confidence);
        Asks.Add(1, new KeyValuePair<string, object?>("research.strategy", strategy));
        if (answer.Abstention is null)
        {
            return "answered";
        }

        Abstentions.Add(1, new KeyValuePair<string, object?>("research.strategy", strategy));
        return "abstained";
    });

    internal static Task<Comparison> CompareAsync(Func<Task<Comparison>> compare) => ObserveAsync("compare", null, compare, (comparison, span) =>
    {
        Tell(span, comparison.AllClaims().Count(), comparison.Papers.Count, comparison.Trace);
        return "written";
    });

    internal static Task<Review> ReviewAsync(Func<Task<Review>> review) => ObserveAsync("review", null, review, (written, span) =>
    {
        Tell(span, written.Themes.Sum(t => t.Claims.Count), written.References.Count, written.Trace);
        span?.SetTag("research.themes", written.Themes.Count);
        return written.Themes.Count > 0 ? "written" : "abstained";
    });

    /// <summary>A step of a run that has just ended. Its name must be one of the program's own words.</summary>
    internal static void Step(string name, TimeSpan lasted)
    {
        if (!Source.HasListeners() || Activity.Current is null)
        {
            return;
        }

        var end = DateTime.UtcNow;
        using var span = Source.StartActivity(ActivityKind.Internal, startTime: end - lasted, name: $"research.step {name}");
        span?.SetTag("research.step", name).SetEndTime(end);
    }

    private static async Task<T> ObserveAsync<T>(string operation, string? strategy, Func<Task<T>> run, Func<T, Activity?, string> tell)
    {
        using var span = Source.StartActivity($"research.{operation}");
        var started = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var result = await run();
            outcome = tell(result, span);
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        catch (Exception e)
        {
            // The message may quote what was asked; the type does not.
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().FullName);
            throw;
        }
        finally
        {
            span?.SetTag("research.operation", operation).SetTag("research.outcome", outcome);
            var tags = new TagList { { "research.operation", operation }, { "research.outcome", outcome } };
            if (strategy is not null)
            {
                span?.SetTag("research.strategy", strategy);
                tags.Add("research.strategy", strategy);
            }

            Durations.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    private static void Tell(Activity? span, int claims, int papers, Writing.Trace trace) =>
        span?.SetTag("research.claims", claims).SetTag("research.papers.cited", papers).SetTag("research.steps", trace.Steps.Count);
}
