using Qdrant.Client;
using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.QdrantIndex.Tests;

/// <summary>Another embedder for a library on a server: built beside it, then taken into use in one step.</summary>
public sealed class RebuildTests : IAsyncLifetime
{
    private readonly HashingEmbedder _old = new("old", 16);
    private readonly HashingEmbedder _new = new("new", 24);
    private QdrantDouble _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private QdrantOptions Options => new() { Address = _server.Address, Library = "library", MaxRetries = 0 };

    public async ValueTask InitializeAsync() => _server = await QdrantDouble.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_library_has_the_new_embedders_vectors_and_one_collection()
    {
        var shelf = await FillAsync(12);

        var report = await QdrantPassageIndex.RebuildAsync(Options, _new, 24, null, Token);

        Assert.Equal(12, report!.Copied);
        using var index = await QdrantPassageIndex.OpenAsync(Options, _new.Fingerprint.Value, 24, Token);
        var passage = shelf[3].Passages[0].Passage;
        var hit = (await index.SearchAsync(new PassageQuery { Vector = _new.Embed(new EmbeddingSource(shelf[3].Paper.Title, passage).Text), Candidates = 1 }, Token))[0];
        Assert.Equal(1, hit.Similarity, 1e-4f);
        Assert.Equal(shelf.Select(p => p.Paper.Key), (await index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Key));
        using var client = new QdrantClient(_server.Address);
        Assert.Single(await client.ListCollectionsAsync(Token));
        Assert.Null(await QdrantPassageIndex.RebuildAsync(Options, _new, 24, null, Token));
    }

    [Fact]
    public async Task Stopped_it_leaves_the_library_as_it_was_and_goes_on_from_there()
    {
        var shelf = await FillAsync(12);
        _server.Inject(new Fault { Method = "Upsert", Skip = 9, CutsConnection = true });
        await Assert.ThrowsAsync<LibraryException>(() => QdrantPassageIndex.RebuildAsync(Options, _new, 24, null, Token));
        using (var index = await QdrantPassageIndex.OpenAsync(Options, _old.Fingerprint.Value, 16, Token))
        {
            Assert.Equal(12, (await index.CountAsync(PassageFilter.None, Token)).Papers);
        }

        var report = await QdrantPassageIndex.RebuildAsync(Options, _new, 24, null, Token);

        Assert.True(report!.Unchanged > 0);
        Assert.Equal(shelf.Count, report.Copied + report.Unchanged);
    }

    [Fact]
    public async Task What_was_deleted_since_an_earlier_try_does_not_come_back()
    {
        var shelf = await FillAsync(12);
        _server.Inject(new Fault { Method = "Upsert", Skip = 9, CutsConnection = true });
        await Assert.ThrowsAsync<LibraryException>(() => QdrantPassageIndex.RebuildAsync(Options, _new, 24, null, Token));
        using (var old = await QdrantPassageIndex.OpenAsync(Options, _old.Fingerprint.Value, 16, Token))
        {
            Assert.True(await old.DeleteAsync(shelf[0].Paper.Id, Token));
        }

        await QdrantPassageIndex.RebuildAsync(Options, _new, 24, null, Token);

        using var index = await QdrantPassageIndex.OpenAsync(Options, _new.Fingerprint.Value, 24, Token);
        Assert.Equal(shelf.Skip(1).Select(p => p.Paper.Key), (await index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Key));
    }

    [Fact]
    public async Task A_library_that_is_not_there_is_told()
    {
        var error = await Assert.ThrowsAsync<LibraryException>(() => QdrantPassageIndex.RebuildAsync(Options, _new, 24, null, Token));
        Assert.Contains("research index migrate", error.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<IndexedPaper>> FillAsync(int papers)
    {
        IReadOnlyList<IndexedPaper> shelf = [.. ConformanceLibrary.Shelf(papers).Select(p => p with
        {
            Passages = [.. p.Passages.Select(q => q with { Vector = _old.Embed(new EmbeddingSource(p.Paper.Title, q.Passage).Text) })],
        })];
        using var index = await QdrantPassageIndex.OpenAsync(Options, _old.Fingerprint.Value, 16, Token);
        foreach (var paper in shelf)
        {
            await index.UpsertAsync(paper, Token);
        }

        return shelf;
    }
}
