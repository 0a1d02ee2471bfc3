using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Telemetry;

/// <summary>/health/live: the process is up, for whoever restarts it. /health/ready: it can answer now, for whoever sends it work.</summary>
internal static partial class Health
{
    // A library that has not counted its papers by then will not answer a question either.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("alive")).ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(LibraryWork work, FairQueue queue, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        HealthCheck[] checks = [await IndexAsync(work.Index, loggers.CreateLogger(typeof(Health)), cancellationToken), Model(work.Session), Queue(queue)];
        var isReady = checks.All(c => c.Ok);
        return TypedResults.Json(new HealthReport(isReady ? "ready" : "not ready", checks), statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<HealthCheck> IndexAsync(IPassageIndex index, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            var counts = await index.CountAsync(PassageFilter.None, cancellationToken).WaitAsync(Patience, cancellationToken);
            return new HealthCheck("index", true, $"{Quantity.Of(counts.Papers, "paper")}, {Quantity.Of(counts.Passages, "passage")}.");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The message may name a path; it goes to the log.
            LogIndex(log, e);
            return new HealthCheck("index", false, "The library does not answer. The server's log says why.");
        }
    }

    private static HealthCheck Model(Session session) => session.Model switch
    {
        null => new HealthCheck("model", true, "None: answers are the papers' own sentences."),
        var model when model.GetService(typeof(UnusableModel)) is not null => new HealthCheck("model", false, "A language model is configured and cannot be used; 'research models' says why. Answers are the papers' own sentences meanwhile."),
        _ => new HealthCheck("model", true, "A language model is open."),
    };

    private static HealthCheck Queue(FairQueue queue) => queue.IsFull
        ? new HealthCheck("queue", false, $"{Quantity.Of(queue.Waiting, "question")} waiting, as many as the server takes.")
        : new HealthCheck("queue", true, $"{Quantity.Of(queue.Running, "question")} under way, {queue.Waiting} waiting.");

    [LoggerMessage(Level = LogLevel.Error, Message = "The library does not answer")]
    private static partial void LogIndex(ILogger log, Exception exception);

    private sealed record HealthReport(string Status, IReadOnlyList<HealthCheck> Checks);

    private sealed record HealthCheck(string Name, bool Ok, string Detail);
}
