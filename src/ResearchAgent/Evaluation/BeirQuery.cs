namespace ResearchAgent.Evaluation;

/// <summary>A query of a BEIR data set.</summary>
/// <param name="Judgments">At least one document id with its grade, 1 and more meaning relevant; see <see cref="RankingMetrics"/>.</param>
public sealed record BeirQuery(string Id, string Text, IReadOnlyDictionary<string, int> Judgments);
