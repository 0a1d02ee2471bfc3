namespace ResearchAgent.Plugins;

/// <summary>A prompt cannot be loaded or rendered; the message begins with the file, and the line where one is known.</summary>
public sealed class PromptException(string path, string message, int? line = null, Exception? innerException = null)
    : Exception(line is null ? $"{path}: {message}" : $"{path}:{line}: {message}", innerException)
{
    public string Path { get; } = path;

    /// <summary>From 1; null when the error is about the whole file.</summary>
    public int? Line { get; } = line;
}
