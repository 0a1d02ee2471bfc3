using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.McpServer.Calling;

/// <summary>Who calls a tool, and how they are told how far it is.</summary>
internal sealed class ToolCall(McpLibrary library, string client, ToolProgress progress)
{
    public McpLibrary Library { get; } = library;

    public IProgress<string> Progress { get; } = progress;

    /// <summary>Told in the client's words of progress; safe to print.</summary>
    public IProgress<TraceStep> Steps { get; } = new StepProgress(progress);

    /// <summary>Waits for the client's turn.</summary>
    public async ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (Library.TakeTurn is null)
        {
            return null;
        }

        Progress.Report("waiting for a turn");
        return await Library.TakeTurn(client, cancellationToken);
    }

    private sealed class StepProgress(ToolProgress progress) : IProgress<TraceStep>
    {
        public void Report(TraceStep value) => progress.Report($"{value.Name}: {SingleLine.Of(value.Detail)}");
    }
}
