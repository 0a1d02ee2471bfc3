namespace ResearchAgent.ExternalTools;

/// <summary>A configured server cannot be used; the message names it, what is wrong and what to do.</summary>
public sealed class ExternalToolException : Exception
{
    /// <param name="server">Where it is configured: "Plugins:Mcp:files".</param>
    /// <param name="problem">A sentence, or more.</param>
    public ExternalToolException(string server, string problem, Exception? innerException = null)
        : base($"{server}: {problem}", innerException) => Server = server;

    public string Server { get; }
}
