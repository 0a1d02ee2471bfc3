namespace ResearchAgent.Indexing;

/// <summary>A library cannot be opened or written: too new, not ours, read-only, given a vector that does not fit.</summary>
public sealed class LibraryException : Exception
{
    public LibraryException(string path, string message, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    public string Path { get; }
}
