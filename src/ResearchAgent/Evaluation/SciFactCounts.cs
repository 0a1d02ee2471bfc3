namespace ResearchAgent.Evaluation;

/// <summary>What a conversion wrote; the released SciFact gives 5,183 documents, 300 queries and 339 judgments.</summary>
public readonly record struct SciFactCounts(int Documents, int Queries, int Judgments);
