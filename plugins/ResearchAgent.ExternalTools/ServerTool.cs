using System.Text.Json.Nodes;

namespace ResearchAgent.ExternalTools;

/// <summary>A tool as its server describes it, in words and a schema that are made safe.</summary>
/// <param name="Name">The server's, letter by letter: untrusted.</param>
/// <param name="CallAsync">
/// Throws <see cref="OperationCanceledException"/> alone; what else goes wrong is in the reply. The arguments are
/// checked no further than <see cref="ToolArguments"/> does.
/// </param>
internal sealed record ServerTool(
    string Name, string Description, bool Writes, IReadOnlyList<ToolParameter> Parameters, Func<JsonObject, CancellationToken, Task<ToolReply>> CallAsync)
{
    /// <summary>Why it cannot become a function; null when it can.</summary>
    public string? Problem { get; init; }
}

/// <param name="Schema">A <see cref="ToolSchema"/>.</param>
internal sealed record ToolParameter(string Name, bool IsRequired, JsonObject Schema)
{
    public string Description => (string?)Schema["description"] ?? "";
}

/// <param name="Text">The server's: untrusted.</param>
/// <param name="Failure">What went wrong, in our words; null when nothing did.</param>
/// <param name="Length">Of the whole text where <paramref name="Text"/> is its beginning, as far as it is known.</param>
internal sealed record ToolReply(string Text, string? Failure = null, long? Length = null);

/// <summary>An open server and all its tools, allowed or not.</summary>
internal interface IToolServer : IAsyncDisposable
{
    IReadOnlyList<ServerTool> Tools { get; }
}
