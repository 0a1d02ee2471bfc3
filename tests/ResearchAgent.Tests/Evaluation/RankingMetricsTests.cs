using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class RankingMetricsTests
{
    private static readonly string[] Ranking = ["x", "a", "b", "y", "c"];

    // d is relevant and was not found; y was judged and is not relevant.
    private static readonly Dictionary<string, int> Judgments = new() { ["a"] = 1, ["b"] = 2, ["c"] = 1, ["d"] = 3, ["y"] = 0 };

    [Fact]
    public void Ndcg_weighs_grades_linearly_against_the_best_possible_ranking()
    {
        var gain = (1 / Math.Log2(3)) + (2 / Math.Log2(4)) + (1 / Math.Log2(6));
        var ideal = 3 + (2 / Math.Log2(3)) + (1 / Math.Log2(4)) + (1 / Math.Log2(5));

        Assert.Equal(gain / ideal, RankingMetrics.NdcgAt(10, Ranking, Judgments), 12);
    }

    [Fact]
    public void Ndcg_cuts_the_ideal_ranking_at_k_too()
    {
        Assert.Equal((1 / Math.Log2(3)) / (3 + (2 / Math.Log2(3))), RankingMetrics.NdcgAt(2, Ranking, Judgments), 12);
    }

    [Fact]
    public void Average_precision_divides_by_all_relevant_documents_found_or_not()
    {
        Assert.Equal(((1.0 / 2) + (2.0 / 3) + (3.0 / 5)) / 4, RankingMetrics.AveragePrecision(Ranking, Judgments), 12);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0.5)]
    [InlineData(5, 0.75)]
    [InlineData(100, 0.75)]
    public void Recall_is_the_share_of_relevant_documents_in_the_first_k(int k, double expected)
    {
        Assert.Equal(expected, RankingMetrics.RecallAt(k, Ranking, Judgments), 12);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.5)]
    [InlineData(10, 0.5)]
    public void Reciprocal_rank_looks_for_the_first_relevant_document_within_k(int k, double expected)
    {
        Assert.Equal(expected, RankingMetrics.ReciprocalRankAt(k, Ranking, Judgments), 12);
    }

    [Fact]
    public void The_best_ranking_scores_one()
    {
        string[] best = ["d", "b", "c", "a", "y", "x"];

        Assert.Equal(1, RankingMetrics.NdcgAt(10, best, Judgments), 12);
        Assert.Equal(1, RankingMetrics.AveragePrecision(best, Judgments), 12);
        Assert.Equal(1, RankingMetrics.RecallAt(4, best, Judgments), 12);
        Assert.Equal(1, RankingMetrics.ReciprocalRankAt(1, best, Judgments), 12);
    }

    [Fact]
    public void An_empty_ranking_and_a_query_without_relevant_documents_score_zero()
    {
        AssertAllZero([], Judgments);
        AssertAllZero(Ranking, new Dictionary<string, int> { ["x"] = 0, ["a"] = -2 });
        AssertAllZero(Ranking, new Dictionary<string, int>());
    }

    [Fact]
    public void A_document_ranked_twice_is_refused_within_the_ranks_looked_at()
    {
        string[] twice = ["a", "b", "a"];

        var e = Assert.Throws<ArgumentException>(() => RankingMetrics.RecallAt(3, twice, Judgments));
        Assert.StartsWith("The ranking names 'a' twice, at rank 3 again.", e.Message, StringComparison.Ordinal);
        Assert.Equal(0.5, RankingMetrics.RecallAt(2, twice, Judgments), 12);
    }

    [Fact]
    public void A_cut_off_below_one_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.NdcgAt(0, Ranking, Judgments));
    }

    private static void AssertAllZero(string[] ranking, Dictionary<string, int> judgments)
    {
        Assert.Equal(0, RankingMetrics.NdcgAt(10, ranking, judgments));
        Assert.Equal(0, RankingMetrics.AveragePrecision(ranking, judgments));
        Assert.Equal(0, RankingMetrics.RecallAt(10, ranking, judgments));
        Assert.Equal(0, RankingMetrics.ReciprocalRankAt(10, ranking, judgments));
    }
}
