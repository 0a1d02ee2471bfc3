using System.Numerics.Tensors;
using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.SqliteIndex.Tests;

public sealed class VectorScanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The scan sees 8 bits of each number; the best of it are scored again in full.
    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(100)]
    public async Task The_scan_finds_what_exact_vectors_find(int candidates)
    {
        using var library = new TemporaryLibrary();
        using var index = library.Open();
        var papers = Enumerable.Range(0, 20).Select(n => ConformanceLibrary.Paper(n, [.. Enumerable.Range(0, 150).Select(i => $"Passage {i}.")])).ToList();
        foreach (var paper in papers)
        {
            await index.UpsertAsync(paper, Token);
        }

        var all = papers.SelectMany(p => p.Passages).ToList();
        for (var seed = 1; seed <= 25; seed++)
        {
            var query = ConformanceLibrary.Vector(-seed);
            var exact = all.OrderByDescending(p => TensorPrimitives.Dot(p.Vector.Span, query)).Take(candidates).Select(p => p.Passage.Id).ToHashSet();

            var hits = await index.SearchAsync(new PassageQuery { Vector = query, Candidates = candidates }, Token);

            Assert.Superset(exact, hits.Select(h => h.Passage.Id).ToHashSet());
            Assert.Equal(candidates, hits.Count);
        }
    }

    // 33 is one more than the scan takes at a time, 31 one less.
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(128)]
    public void The_scan_takes_vectors_of_any_length(int dimensions)
    {
        var random = new Random(dimensions);
        var vectors = new QuantizedVectors();
        var exact = new float[100][];
        for (var slot = 0; slot < exact.Length; slot++)
        {
            exact[slot] = [.. Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f)];
            vectors.Add(slot, exact[slot]);
        }

        var scores = new float[exact.Length];
        vectors.Score(exact[3], scores);

        Assert.All(scores.Index(), s => Assert.Equal(TensorPrimitives.Dot<float>(exact[3], exact[s.Index]), s.Item, 0.01f * dimensions));
    }

    [Fact]
    public async Task Passages_without_a_vector_do_not_disturb_the_others()
    {
        using var library = new TemporaryLibrary();
        using var index = library.Open();
        var paper = ConformanceLibrary.Paper(1, [.. Enumerable.Range(0, 200).Select(i => $"Passage {i}.")]);
        await index.UpsertAsync(paper with { Passages = [.. paper.Passages.Select((p, i) => i == 0 ? p : p with { Vector = ReadOnlyMemory<float>.Empty })] }, Token);

        var hits = await index.SearchAsync(new PassageQuery { Vector = paper.Passages[0].Vector, Candidates = 1 }, Token);

        Assert.Equal(paper.Passages[0].Passage, Assert.Single(hits).Passage);
    }
}
