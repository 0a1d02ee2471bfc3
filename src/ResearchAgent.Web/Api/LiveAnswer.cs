using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Api;

/// <summary>
/// A run told as server-sent events: <c>queued</c> and <c>step</c> as they happen, <c>claim</c> as each is verified,
/// and last <c>answer</c>, which is what counts, or <c>problem</c>. Their data is JSON on one line.
/// </summary>
internal static class LiveAnswer
{
    public const string Queued = "queued";
    public const string Step = "step";
    public const string Claim = "claim";
    public const string Answer = "answer";
    public const string Problem = "problem";

    public static bool IsWanted(HttpRequest request) => request.Headers.Accept.Any(a => a?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) == true);

    /// <param name="run">Gives the data of the last event.</param>
    public static Task<IResult> ToldAsync(HttpContext context, Func<RunWatcher, CancellationToken, Task<string>> run, CancellationToken cancellationToken) =>
        BegunAsync(context, Events(context, run, cancellationToken), item => ApiErrors.Result(System.Text.Json.JsonSerializer.Deserialize<ProblemDetails>(item.Data, ApiJson.Options)!, context), isNamed: true, cancellationToken);

    /// <summary>Waits for the first event: a run that fails at once, as where the queue is full, answers with its status instead of a stream.</summary>
    /// <param name="isNamed">Whether the events' names are sent.</param>
    internal static async Task<IResult> BegunAsync(HttpContext context, IAsyncEnumerable<SseItem<string>> events, Func<SseItem<string>, IResult> refuse, bool isNamed, CancellationToken cancellationToken)
    {
        var source = events.GetAsyncEnumerator(cancellationToken);
        if (!await source.MoveNextAsync() || source.Current.EventType == Problem)
        {
            var first = source.Current;
            await source.DisposeAsync();
            return refuse(first);
        }

        // The result may never be run, when the client is gone by then.
        context.Response.RegisterForDisposeAsync(source);
        return TypedResults.ServerSentEvents(RestAsync(source, isNamed));
    }

    private static IAsyncEnumerable<SseItem<string>> Events(HttpContext context, Func<RunWatcher, CancellationToken, Task<string>> run, CancellationToken cancellationToken) =>
        LiveEvents.OfAsync<string>(
            async (tell, token) =>
            {
                try
                {
                    tell(Answer, await run(Watcher(tell), token));
                }
                catch (Exception e) when (!token.IsCancellationRequested)
                {
                    tell(Problem, ApiJson.Write(await ApiErrors.DescribeAnyAsync(e, context)));
                }
            },
            cancellationToken);

    private static RunWatcher Watcher(Action<string, string> tell) => new(
        new RunProgress(
            new AtOnce<TraceStep>(step => tell(Step, ApiJson.Write(step))),
            new AtOnce<Claim>(claim => tell(Claim, ApiJson.Write(claim)))),
        new AtOnce<int>(position => tell(Queued, ApiJson.Write(new QueuePosition(position)))));

    private static async IAsyncEnumerable<SseItem<string>> RestAsync(IAsyncEnumerator<SseItem<string>> source, bool isNamed)
    {
        do
        {
            yield return isNamed ? source.Current : new SseItem<string>(source.Current.Data);
        }
        while (await source.MoveNextAsync());
    }

    private sealed record QueuePosition(int Position);
}
