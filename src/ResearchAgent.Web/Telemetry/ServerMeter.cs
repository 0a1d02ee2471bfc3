using System.Diagnostics.Metrics;
using ResearchAgent.Indexing;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Telemetry;

/// <summary>How the server stands: its queue, and the papers it answers from.</summary>
internal sealed class ServerMeter
{
    public const string Name = "ResearchAgent.Web";

    private static readonly Meter Shared = new(Name);
    private static readonly Histogram<double> Wait = Shared.CreateHistogram(
        "research.queue.wait", "s", "How long a piece of work waited for its turn.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600] });

    private readonly IPassageIndex _index;
    private Task<IndexCounts> _counting;

    public ServerMeter(IMeterFactory meters, LibraryWork work, FairQueue queue)
    {
        _index = work.Index;
        _counting = _index.CountAsync(PassageFilter.None, CancellationToken.None);
        var meter = meters.Create(Name);
        meter.CreateObservableUpDownCounter("research.queue.length", () => queue.Waiting, "{run}", "Pieces of work that wait for their turn.");
        meter.CreateObservableUpDownCounter("research.queue.running", () => queue.Running, "{run}", "Pieces of work that run.");
        meter.CreateObservableUpDownCounter("research.papers", () => Counted(c => c.Papers), "{paper}", "Papers in the library.");
        meter.CreateObservableUpDownCounter("research.passages", () => Counted(c => c.Passages), "{passage}", "Passages that can be quoted.");
    }

    public static void Waited(TimeSpan wait) => Wait.Record(wait.TotalSeconds);

    // The number as of the last time that somebody asked: counting may go over a network, and metrics are read on a thread that must not wait.
    private IEnumerable<Measurement<int>> Counted(Func<IndexCounts, int> number)
    {
        var counted = _counting;
        if (!counted.IsCompleted)
        {
            return [];
        }

        _counting = _index.CountAsync(PassageFilter.None, CancellationToken.None);
        return counted.IsCompletedSuccessfully ? [new Measurement<int>(number(counted.Result))] : [];
    }
}
