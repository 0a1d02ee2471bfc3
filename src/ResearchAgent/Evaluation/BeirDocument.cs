namespace ResearchAgent.Evaluation;

/// <summary>A document of a BEIR corpus; the title or the text may be empty, not both.</summary>
public sealed record BeirDocument(string Id, string Title, string Text);
