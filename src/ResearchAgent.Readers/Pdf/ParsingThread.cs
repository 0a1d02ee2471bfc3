namespace ResearchAgent.Readers.Pdf;

/// <summary>
/// Runs the parser of untrusted files on a thread of its own: with room for deep nesting, and with an end. A parser that does
/// not come back cannot be stopped; its thread stays behind at the lowest priority and ends with the program.
/// </summary>
internal static class ParsingThread
{
    /// <summary>PdfPig goes down a level of the stack with each level of a hostile file; 1 MB ends at some thousands.</summary>
    private const int StackBytes = 256 * 1024 * 1024;

    /// <exception cref="TimeoutException">It was not done in time.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, T> work, TimeSpan limit, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        var thread = new Thread(
            () =>
            {
                try
                {
                    done.TrySetResult(work(token));
                }
                catch (OperationCanceledException)
                {
                    done.TrySetCanceled(token);
                }
                catch (Exception e)
                {
                    done.TrySetException(e);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "pdf",
        };
        thread.Start();
        try
        {
            return await done.Task.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            await stop.CancelAsync();
            Abandon(thread, done.Task);
            throw;
        }
        catch (OperationCanceledException)
        {
            await stop.CancelAsync();
            Abandon(thread, done.Task);
            throw;
        }
    }

    private static void Abandon(Thread thread, Task result)
    {
        // Nobody waits for its failure any more.
        _ = result.ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        if (thread.IsAlive)
        {
            try
            {
                thread.Priority = ThreadPriority.Lowest;
            }
            catch (ThreadStateException)
            {
                // It ended between the two lines.
            }
        }
    }
}
