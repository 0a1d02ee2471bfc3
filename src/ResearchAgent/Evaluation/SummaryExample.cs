namespace ResearchAgent.Evaluation;

/// <summary>A paper's text with the one-sentence summaries that people wrote of it.</summary>
/// <param name="Sentences">The source text in order, at least one sentence.</param>
/// <param name="References">At least one; score with <see cref="Rouge.MaxOverReferences"/>.</param>
public sealed record SummaryExample(string Id, string Title, IReadOnlyList<string> Sentences, IReadOnlyList<string> References);
