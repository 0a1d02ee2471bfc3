namespace ResearchAgent.OnlineCatalogues;

/// <summary>Lets one request at a time go to a server, and the next not before its time.</summary>
internal sealed class HostTurn(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Waits until it may be asked; disposing the result lets the next one.</summary>
    public async Task<IDisposable> TakeAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var elapsed = _last == DateTimeOffset.MinValue ? interval : time.GetUtcNow() - _last;
            if (elapsed < interval)
            {
                // A clock that was set back must not make anyone wait for hours.
                await Task.Delay(elapsed < TimeSpan.Zero ? interval : interval - elapsed, time, cancellationToken);
            }

            _last = time.GetUtcNow();
            return new Turn(_one);
        }
        catch
        {
            _one.Release();
            throw;
        }
    }

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
