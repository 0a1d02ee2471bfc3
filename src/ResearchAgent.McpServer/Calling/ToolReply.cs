namespace ResearchAgent.McpServer.Calling;

/// <summary>What a tool gives back: the same as text for a model and as data for a program.</summary>
/// <param name="Text">Of papers it says nothing outside a marked block.</param>
/// <param name="Data">Null for a refusal.</param>
internal sealed record ToolReply<T>(string Text, T? Data)
    where T : class
{
    public static implicit operator ToolReply<T>(Refusal refusal) => new(refusal.Text, null);
}
