namespace ResearchAgent.LlamaEngine.Tests.Catalogue;

/// <summary>A clock on which every wait is over at once; the waits are noted.</summary>
internal sealed class InstantTime : TimeProvider
{
    public List<double> WaitedSeconds { get; } = [];

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        WaitedSeconds.Add(dueTime.TotalSeconds);
        callback(state);
        return new Done();
    }

    private sealed class Done : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
