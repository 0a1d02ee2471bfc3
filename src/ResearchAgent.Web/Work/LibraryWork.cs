using System.Diagnostics;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Web.Telemetry;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Work;

/// <summary>
/// What clients have done on the library: thinking in turns that are fair to all of them, changes one after the other.
/// Safe for concurrent use.
/// </summary>
/// <param name="agent">Answers in several steps.</param>
/// <param name="turns">Admits work that a model or a core is busy with.</param>
public sealed class LibraryWork(Session session, ConfiguredAgent agent, FairQueue turns) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    public Session Session => session;

    public ResearchAssistant Assistant => session.Assistant;

    public IPassageIndex Index => session.Index;

    /// <param name="client">Whose turn it is; see <see cref="FairQueue"/>.</param>
    /// <param name="watcher">Told how the work stands; null for nobody.</param>
    /// <exception cref="QueueFullException">Too many are waiting.</exception>
    public async Task<T> ThinkAsync<T>(string client, RunWatcher? watcher, Func<ResearchAssistant, Task<T>> think, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        using var turn = await turns.EnterAsync(client, watcher?.Position, cancellationToken);
        ServerMeter.Waited(Stopwatch.GetElapsedTime(asked));
        return await think(watcher is null ? session.Assistant : session.Assistant.WatchedBy(watcher.Progress));
    }

    /// <summary>Answers a question that stands alone.</summary>
    /// <exception cref="Retrieval.PaperNotFoundException">The selection names a paper that is not there.</exception>
    /// <exception cref="QueueFullException">Too many are waiting.</exception>
    public async Task<Answer> AskAsync(string client, AskRequest request, RunWatcher? watcher, CancellationToken cancellationToken)
    {
        var filter = await request.Selection.ResolveAsync(session, cancellationToken);
        return await ThinkAsync(client, watcher, assistant => AnswerAsync(assistant, request.Question, request.Strategy, filter, watcher, cancellationToken), cancellationToken);
    }

    /// <summary>Within a turn that <see cref="ThinkAsync"/> gave.</summary>
    internal Task<Answer> AnswerAsync(ResearchAssistant assistant, string question, Strategy strategy, PassageFilter filter, RunWatcher? watcher, CancellationToken cancellationToken) =>
        strategy == Strategy.Steps
            ? agent.AskAsync(question, filter, watcher?.Progress, cancellationToken)
            : assistant.AskAsync(question, filter, cancellationToken);

    /// <summary>Changes the library; one change at a time.</summary>
    public async Task<T> ChangeAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        using var turn = await EnterChangeAsync(cancellationToken);
        return await change();
    }

    /// <summary>Waits until nobody changes the library; others wait until what it gives is disposed of.</summary>
    public async ValueTask<IDisposable> EnterChangeAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        return new Change(_writing);
    }

    public void Dispose() => _writing.Dispose();

    private sealed class Change(SemaphoreSlim writing) : IDisposable
    {
        private SemaphoreSlim? _writing = writing;

        public void Dispose() => Interlocked.Exchange(ref _writing, null)?.Release();
    }
}

/// <summary>Somebody who waits for a piece of work and wants to see how it stands.</summary>
/// <param name="Position">Told the place in the queue, from 1, whenever it changes; not told when there is no waiting.</param>
public sealed record RunWatcher(RunProgress Progress, IProgress<int>? Position);
