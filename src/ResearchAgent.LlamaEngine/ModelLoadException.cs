namespace ResearchAgent.LlamaEngine;

/// <summary>A model cannot be loaded or run; the message says why and what to do.</summary>
public sealed class ModelLoadException(string modelPath, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string ModelPath { get; } = modelPath;
}
