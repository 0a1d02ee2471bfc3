using ResearchAgent.Papers;

namespace ResearchAgent.Retrieval;

/// <summary>A passage with its paper, its score, and why it was found.</summary>
/// <param name="Score">Higher is better; see <see cref="RetrievalOptions"/>.</param>
/// <param name="TermShare">BM25 as a share of the most the question's terms could give, 0 to about 1.</param>
/// <param name="Similarity">Cosine of the static vectors with the question, -1 to 1.</param>
/// <param name="SentenceSimilarity">Cosine of the best sentence with the question; 0 when not computed.</param>
/// <param name="TermRank">Rank by terms alone among the candidates, from 1.</param>
/// <param name="SimilarityRank">Rank by vector alone among the candidates, from 1.</param>
/// <param name="Coverage">Share of the question's terms, by idf, that the passage or the title holds, 0 to 1. Terms the library lacks count in full.</param>
/// <param name="MatchedTerms">The question's terms, as stems, that the passage or the paper's title holds.</param>
public sealed record RetrievedPassage(
    Paper Paper,
    Passage Passage,
    float Score,
    float TermShare,
    float Similarity,
    float SentenceSimilarity,
    int TermRank,
    int SimilarityRank,
    double Coverage,
    IReadOnlyList<string> MatchedTerms)
{
    /// <summary>What the reranker gave it, higher being better; null when none was asked.</summary>
    public float? RerankScore { get; init; }
}
