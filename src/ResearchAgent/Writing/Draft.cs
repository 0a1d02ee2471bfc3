namespace ResearchAgent.Writing;

/// <summary>The user's own text that related work is written around.</summary>
public sealed record Draft(string Title, string Text);
