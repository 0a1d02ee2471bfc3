namespace ResearchAgent.Indexing;

/// <summary>A library cannot be opened or written: too new, not ours, read-only, made with another embedder.</summary>
public sealed class LibraryException : Exception
{
    public LibraryException(string path, string message, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    public string Path { get; }
}
