namespace ResearchAgent.Plugins;

/// <summary>A plugin cannot be loaded; the message begins with the file or folder and says what to do.</summary>
public sealed class PluginException(string path, string message, Exception? innerException = null) : Exception($"{path}: {message}", innerException)
{
    public string Path { get; } = path;
}
