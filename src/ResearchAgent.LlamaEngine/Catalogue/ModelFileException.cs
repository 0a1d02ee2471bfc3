namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>A model file, or the record beside the installed ones, is missing, broken or of the wrong sort; the message says what to do.</summary>
public sealed class ModelFileException(string path, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Path { get; } = path;
}
