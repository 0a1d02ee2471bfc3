namespace ResearchAgent.Chat;

/// <summary>A conversation as its file tells it.</summary>
/// <param name="Title">The first question, unless it was given another.</param>
public sealed record SavedChat(string Id, string Title, DateTimeOffset Started, IReadOnlyList<ChatTurn> Turns)
{
    /// <summary>Lines that could not be read: damaged, or written by a later version. An unfinished last line does not count.</summary>
    public int Unreadable { get; init; }

    public DateTimeOffset LastTime => Turns.Count > 0 ? Turns[^1].When : Started;
}
