using ResearchAgent.Indexing;
using Xunit;

namespace ResearchAgent.Tests.Retrieval;

public sealed class Bm25EncoderTests
{
    // Title "Tides" counts twice, the text holds "tides", "turn" and "tide": tf(tide) = 4, tf(turn) = 1, length = 5.
    // Norm = 1.2 (0.25 + 0.75 * 5 / 140) = 0.332143; tide: 4 * 2.2 / 4.332143 = 2.031327, of 2.2 in 255ths 235.45;
    // turn: 2.2 / 1.332143 = 1.651475, in 255ths 191.42.
    [Fact]
    public void Weights_are_those_computed_by_hand()
    {
        var encoded = Bm25Encoder.Encode("Tides", "The tides turn, and the tide.");

        Assert.Equal([Bm25Encoder.TermId("tide"), Bm25Encoder.TermId("turn")], encoded.TermIds);
        Assert.Equal([235, 191], encoded.Weights);
    }

    [Fact]
    public void A_long_passage_weighs_its_terms_less()
    {
        var alone = Bm25Encoder.Encode("", "quokka");
        var drowned = Bm25Encoder.Encode("", "quokka " + string.Join(' ', Enumerable.Range(0, 3000).Select(i => $"word{i}")));

        Assert.True(drowned.Weights[0] < alone.Weights[0] / 5);
        Assert.All(drowned.Weights, w => Assert.InRange(w, 1, 255));
    }

    [Fact]
    public void Weights_stay_in_a_byte_at_both_ends()
    {
        Assert.InRange(Assert.Single(Bm25Encoder.Encode("", string.Join(' ', Enumerable.Repeat("tide", 100_000))).Weights), 1, 255);
        Assert.All(Bm25Encoder.Encode("", string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"w{i}"))).Weights, w => Assert.Equal(1, w));
        Assert.Empty(Bm25Encoder.Encode("", "the and of").TermIds);
        Assert.Empty(Bm25Encoder.Encode("", "").Weights);
    }

    // FNV-1a test vectors of its authors: other indexes and stored libraries depend on these ids.
    [Theory]
    [InlineData("", 0x811c9dc5u)]
    [InlineData("a", 0xe40c292cu)]
    [InlineData("foobar", 0xbf9cf968u)]
    public void Term_ids_are_fnv_1a(string term, uint id) => Assert.Equal(id, Bm25Encoder.TermId(term));

    [Fact]
    public void Idf_falls_with_frequency_and_is_never_negative()
    {
        Assert.Equal(MathF.Log((8.5f / 2.5f) + 1), Bm25Encoder.Idf(10, 2), 1e-6f);
        Assert.True(Bm25Encoder.Idf(10, 0) > Bm25Encoder.Idf(10, 1));
        Assert.True(Bm25Encoder.Idf(10, 10) > 0);
        Assert.True(Bm25Encoder.Idf(0, 0) > 0);
    }
}
