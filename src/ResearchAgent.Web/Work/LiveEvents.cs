using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ResearchAgent.Web.Work;

/// <summary>A run whose events go to a client as they happen. When the client leaves, the run is cancelled.</summary>
public static class LiveEvents
{
    /// <param name="run">Tells events by type and data; must not throw what the client should see: it tells that as an event.</param>
    /// <param name="cancellationToken">That of the request.</param>
    public static async IAsyncEnumerable<SseItem<T>> OfAsync<T>(Func<Action<string, T>, CancellationToken, Task> run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateUnbounded<SseItem<T>>(new UnboundedChannelOptions { SingleReader = true });
        var running = RunAsync();
        try
        {
            await foreach (var item in events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }

            await running;
        }
        finally
        {
            await stopping.CancelAsync();
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task RunAsync()
        {
            // Leaves the caller's thread at once: the response begins before the work does.
            await Task.Yield();
            try
            {
                await run((type, data) => events.Writer.TryWrite(new SseItem<T>(data, type)), stopping.Token);
            }
            finally
            {
                events.Writer.Complete();
            }
        }
    }
}
