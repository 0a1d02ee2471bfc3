namespace ResearchAgent.Notes;

/// <summary>The file of notes cannot be read or written as it is; the message names it and says what to do.</summary>
public sealed class NotesException(string path, string message, Exception? innerException = null) : IOException(message, innerException)
{
    public string Path { get; } = path;
}
