namespace ResearchAgent.McpServer.Calling;

/// <summary>Why a call was not carried out, in words that a model can act on: what was wrong, its value, what to do.</summary>
internal sealed record Refusal(string Text)
{
    /// <summary>The first word of every refusal, as of those that the plugins' checks give.</summary>
    public static Refusal Of(string text) => new("Error: " + text);
}
