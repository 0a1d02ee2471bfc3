using ResearchAgent.Chat;

namespace ResearchAgent.Cli;

/// <summary>Where a running conversation is kept: nowhere, or in a file that begins with its first turn.</summary>
internal sealed class ChatLog : IDisposable
{
    private readonly ChatStore? _store;
    private ChatFile? _file;
    private string? _title;

    /// <param name="resumed">The conversation to go on with; null begins one.</param>
    /// <exception cref="ChatInUseException">Another process has it open.</exception>
    public ChatLog(ChatStore store, string? resumed, bool savesNothing)
    {
        _store = savesNothing ? null : store;
        _file = resumed is null || savesNothing ? null : store.Open(resumed);
        Resumed = resumed is null ? null : store.Read(resumed);
        _title = Resumed?.Title;
    }

    /// <summary>What went before; null at a new beginning.</summary>
    public SavedChat? Resumed { get; }

    /// <summary>The folder of saved conversations; null when nothing is saved.</summary>
    public string? Folder => _store?.Folder;

    /// <summary>Null until there is a file.</summary>
    public string? Id => _file?.Id;

    public string Title => _title ?? "Conversation";

    /// <exception cref="IOException">It could not be saved; the conversation can go on.</exception>
    public void Append(ChatTurn turn)
    {
        if (_store is null)
        {
            return;
        }

        var isNew = _file is null;
        _file ??= _store.Create(turn.Asked);
        if (isNew && _title is not null)
        {
            _file.Rename(_title);
        }

        _file.Append(turn);
    }

    public void Rename(string title)
    {
        _title = title;
        _file?.Rename(title);
    }

    public void Dispose() => _file?.Dispose();
}
