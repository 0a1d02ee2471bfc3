using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.IndexConformance;

/// <param name="Sure">Hits there must be.</param>
/// <param name="Possible">Hits there may be: those, and what has the same score as the last of them.</param>
/// <param name="Least">Hits at least: both arms may find the same.</param>
/// <param name="Most">Hits at most: they may have none in common.</param>
/// <param name="Scores">Of every passage.</param>
internal sealed record ExpectedHits(HashSet<PassageId> Sure, HashSet<PassageId> Possible, int Least, int Most, Dictionary<PassageId, (float TermScore, float Similarity)> Scores)
{
    /// <summary>Scores may differ by rounding between indexes.</summary>
    public const float Rounding = 1e-4f;

    public void AssertAre(IReadOnlyList<PassageHit> hits)
    {
        var found = hits.Select(h => h.Passage.Id).ToHashSet();
        Assert.Equal(found.Count, hits.Count);
        Assert.Subset(found, Sure);
        Assert.Subset(Possible, found);
        Assert.InRange(hits.Count, Least, Most);
        Assert.All(hits, h => Assert.Equal(Scores[h.Passage.Id].TermScore, h.TermScore, Rounding));
        Assert.All(hits, h => Assert.Equal(Scores[h.Passage.Id].Similarity, h.Similarity, Rounding));
    }
}
