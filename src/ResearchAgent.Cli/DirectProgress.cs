namespace ResearchAgent.Cli;

/// <summary>Reports on the caller's thread: progress must not lag behind the work it shows.</summary>
internal sealed class DirectProgress<T>(Action<T> show) : IProgress<T>
{
    public void Report(T value) => show(value);
}
