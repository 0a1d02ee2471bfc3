using ResearchAgent.Indexing;
using ResearchAgent.McpServer.Adding;
using ResearchAgent.Plugins;
using ResearchAgent.Writing;

namespace ResearchAgent.McpServer;

/// <summary>What a server serves. Its owner keeps the library open as long as the server runs, and disposes of it.</summary>
/// <param name="Index">The library that <paramref name="Assistant"/> reads.</param>
public sealed record McpLibrary(ResearchAssistant Assistant, IPassageIndex Index)
{
    /// <summary>How a question is answered, such as by an agent in several steps; null: by the assistant, in one.</summary>
    public AskQuestion? Ask { get; init; }

    /// <summary>Waited for before a question is answered, papers are compared or a review is written; null: nobody waits.</summary>
    public TakeTurn? TakeTurn { get; init; }

    /// <summary>How papers are added; null: they cannot be, and no such tool is offered.</summary>
    public PaperAdding? Adding { get; init; }

    /// <summary>As <see cref="PromptFolder.Read"/> gives them; those that only serve the program itself are not offered.</summary>
    public IReadOnlyList<PromptFile> Prompts { get; init; } = [];
}

/// <summary>Answers a question; as the agent's loop does.</summary>
/// <param name="progress">Told each step at once; null: nobody watches.</param>
public delegate Task<Answer> AskQuestion(string question, PassageFilter filter, IProgress<TraceStep>? progress, CancellationToken cancellationToken);

/// <summary>Waits until the client may use the model. What it gives is disposed of when the work is done, has failed or was cancelled.</summary>
/// <param name="client">Tells clients apart: who signed in, or the session; "local" where there is neither.</param>
public delegate ValueTask<IDisposable> TakeTurn(string client, CancellationToken cancellationToken);
