using System.Collections.Concurrent;
using ResearchAgent.Chat;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;

namespace ResearchAgent.Web.Work;

/// <summary>
/// The saved conversations, each read from its file and written to it for every question: a server that starts again goes
/// on where it was. Questions to one conversation are answered one after the other. Safe for concurrent use.
/// </summary>
public sealed class Conversations(LibraryWork work)
{
    private readonly ChatStore _store = new(work.Session.Library);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _open = new(StringComparer.Ordinal);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SavedChat> List() => _store.List();

    /// <exception cref="ChatNotFoundException">There is none of that id.</exception>
    public SavedChat Read(string id) => _store.Read(Known(id));

    /// <inheritdoc cref="ChatStore.Search"/>
    public IEnumerable<ChatHit> Search(string words) => _store.Search(words);

    /// <exception cref="ChatNotFoundException">There is none of that id.</exception>
    /// <exception cref="ChatInUseException">Another process has it open.</exception>
    public Task RenameAsync(string id, string title, CancellationToken cancellationToken) => AloneAsync(
        Known(id),
        () =>
        {
            using var file = _store.Open(id);
            file.Rename(title);
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <inheritdoc cref="RenameAsync"/>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => AloneAsync(
        Known(id),
        () =>
        {
            _store.Delete(id);
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>Answers the question as the conversation so far lets it be read, and saves both.</summary>
    /// <param name="id">Null begins a conversation.</param>
    /// <returns>The conversation's id, and the turn. When the caller cancels, nothing is saved and no conversation begun.</returns>
    /// <exception cref="ChatNotFoundException">There is none of that id.</exception>
    /// <exception cref="ChatInUseException">Another process has it open.</exception>
    /// <exception cref="QueueFullException">Too many are waiting.</exception>
    public Task<(string Id, ChatTurn Turn)> AskAsync(string client, string? id, AskRequest request, RunWatcher? watcher, CancellationToken cancellationToken) =>
        id is null ? BeginAsync(client, request, watcher, cancellationToken) : AloneAsync(Known(id), () => ContinueAsync(client, id, request, watcher, cancellationToken), cancellationToken);

    private async Task<(string Id, ChatTurn Turn)> BeginAsync(string client, AskRequest request, RunWatcher? watcher, CancellationToken cancellationToken)
    {
        var turn = await TurnAsync(client, [], request, watcher, cancellationToken);
        using var file = _store.Create(request.Question);
        file.Append(turn);
        return (file.Id, turn);
    }

    private async Task<(string Id, ChatTurn Turn)> ContinueAsync(string client, string id, AskRequest request, RunWatcher? watcher, CancellationToken cancellationToken)
    {
        using var file = _store.Open(id);
        var turn = await TurnAsync(client, _store.Read(id).Turns, request, watcher, cancellationToken);
        file.Append(turn);
        return (id, turn);
    }

    /// <summary>Answers the question as earlier turns let it be read, and saves nothing.</summary>
    internal async Task<ChatTurn> TurnAsync(string client, IReadOnlyList<ChatTurn> turns, AskRequest request, RunWatcher? watcher, CancellationToken cancellationToken)
    {
        var session = work.Session;
        var filter = await request.Selection.ResolveAsync(session, cancellationToken);
        var prompts = session.Model is null ? null : FluentWriters.LoadPrompts(session.Library);
        return await work.ThinkAsync(client, watcher, AskAsync, cancellationToken);

        Task<ChatTurn> AskAsync(ResearchAssistant assistant) =>
            new Conversation((question, within, token) => work.AnswerAsync(assistant, question, request.Strategy, within, watcher, token))
            {
                Turns = turns,
                Memory = new ConversationMemory(ConversationMemory.DefaultBudget, session.Model, prompts),
                Rewriter = prompts is null ? null : new QuestionRewriter(session.Model!, prompts),
            }.AskAsync(request.Question, filter, cancellationToken);
    }

    // An id comes from a request and becomes a file name: it must be one that is there, letter by letter.
    private string Known(string id) => _store.Find(id) == id ? id : throw new ChatNotFoundException(id, $"No conversation is called '{id}'.");

    private async Task<T> AloneAsync<T>(string id, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        var gate = _open.GetOrAdd(id, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            gate.Release();
        }
    }
}
