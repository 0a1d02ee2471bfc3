using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.IndexConformance;

/// <summary>
/// What every <see cref="IReembeddable"/> index must do. Derive a class for each; where one cannot do something,
/// override the test and state the gap.
/// </summary>
public abstract class ReembeddingConformance : IAsyncLifetime
{

    private readonly HashingEmbedder _old = new("old", 32);
    private readonly HashingEmbedder _new = new("new", 48);
    private readonly List<IPassageIndex> _opened = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens this test's one library for an embedder, also while it is open for others.</summary>
    protected abstract Task<IPassageIndex> OpenAsync(EmbedderFingerprint embedder);

    /// <summary>Removes this test's library; called after every index was closed.</summary>
    protected abstract ValueTask CleanUpAsync();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var index in _opened)
        {
            if (index is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync();
            }
            else
            {
                (index as IDisposable)?.Dispose();
            }
        }

        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public virtual async Task An_empty_library_lacks_no_vectors()
    {
        var index = await OpenAsync(_new);

        Assert.Equal((0, 0), await MissingAsync(index));
        Assert.Empty(await Vectors(index).ListMissingAsync(10, Token));
        Assert.Equal(0, await ReembedAsync(index, _new));
    }

    [Fact]
    public virtual async Task For_a_new_embedder_a_library_is_searched_by_terms_alone_and_for_the_old_one_as_before()
    {
        var shelf = await StoreShelfAsync(40);
        var old = await OpenAsync(_old);
        var index = await OpenAsync(_new);
        var status = await Vectors(index).GetEmbeddingStatusAsync(Token);

        Assert.Equal(_new.Fingerprint.Value, status.Embedder);
        Assert.Equal([_old.Fingerprint.Value], status.OtherEmbedders);
        Assert.Equal(status.Passages, status.Missing);
        Assert.Equal(shelf.Sum(p => p.Passages.Count), status.Missing);
        await AssertFindsByTermsAsync(index, shelf, _new);
        await AssertFindsAsync(old, shelf, _old);
    }

    [Fact]
    public virtual async Task After_reembedding_a_library_is_as_if_it_had_been_made_with_the_new_embedder()
    {
        var shelf = await StoreShelfAsync(80);
        var index = await OpenAsync(_new);
        var passages = shelf.Sum(p => p.Passages.Count);

        Assert.Equal(passages, await ReembedAsync(index, _new));

        await AssertFindsAsync(index, shelf, _new);
        Assert.Equivalent(new EmbeddingStatus(_new.Fingerprint.Value, [], passages, 0), await Vectors(index).GetEmbeddingStatusAsync(Token));
        Assert.Equal(0, await ReembedAsync(index, _new));
        await AssertFindsAsync(await OpenAsync(_new), shelf, _new);
        var old = await OpenAsync(_old);
        Assert.Equal((passages, passages), await MissingAsync(old));
        await AssertFindsByTermsAsync(old, shelf, _old);
    }

    [Fact]
    public virtual async Task Reembedding_stopped_midway_goes_on_from_there()
    {
        var shelf = await StoreShelfAsync(120);
        var passages = shelf.Sum(p => p.Passages.Count);
        using var stop = new CancellationTokenSource();
        var stopping = new HashingEmbedder("new", 48) { BeforeBatch = batch => { if (batch == 2) { stop.Cancel(); } } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new Reembedder(Vectors(await OpenAsync(_new)), stopping).ReembedAsync(null, stop.Token));
        var index = await OpenAsync(_new);
        var (missing, _) = await MissingAsync(index);

        Assert.InRange(missing, 1, passages - 1);
        await AssertFindsByTermsAsync(index, shelf, _new);
        await AssertFindsAsync(await OpenAsync(_old), shelf, _old);
        Assert.Equal(missing, await ReembedAsync(index, _new));
        await AssertFindsAsync(index, shelf, _new);
    }

    [Fact]
    public virtual async Task Progress_is_reported_after_each_batch_up_to_the_end()
    {
        var shelf = await StoreShelfAsync(80);
        var reports = new List<EmbeddingStatus>();

        await new Reembedder(Vectors(await OpenAsync(_new)), _new).ReembedAsync(new Recorder(reports), Token);

        Assert.Equal(_new.Batches, reports.Count);
        Assert.Equal(reports.Select(r => r.Missing).OrderDescending(), reports.Select(r => r.Missing));
        Assert.Equal(0, reports[^1].Missing);
        Assert.All(reports, r => Assert.Equal(shelf.Sum(p => p.Passages.Count), r.Passages));
    }

    [Fact]
    public virtual async Task Papers_added_meanwhile_have_the_vectors_of_the_index_they_were_added_through()
    {
        var shelf = (await StoreShelfAsync(10)).ToList();
        var (old, index) = (await OpenAsync(_old), await OpenAsync(_new));
        var (before, _) = await MissingAsync(index);
        var added = ConformanceLibrary.Paper(500, "The quokka sleeps.");
        shelf.Add(added);

        await index.UpsertAsync(Embedded(added, _new), Token);

        Assert.Equal((before, before + 1), await MissingAsync(index));
        Assert.Equal((1, before + 1), await MissingAsync(old));
        await AssertFindsByTermsAsync(old, shelf, _old);
        Assert.Equal(before, await ReembedAsync(index, _new));
        await AssertFindsAsync(index, shelf, _new);
    }

    [Fact]
    public virtual async Task Deleting_the_last_paper_without_vectors_brings_the_vectors_back_into_search()
    {
        await StoreAsync(_old, ConformanceLibrary.Paper(1, "The tide turns.", "The moon pulls the tide."));
        var index = await OpenAsync(_new);
        var kept = ConformanceLibrary.Paper(2, "The tide gauge.", "The storm and the pump.");
        await index.UpsertAsync(Embedded(kept, _new), Token);
        await AssertFindsByTermsAsync(index, [ConformanceLibrary.Paper(1, "The tide turns.", "The moon pulls the tide."), kept], _new);

        await index.DeleteAsync(ConformanceLibrary.Paper(1).Paper.Id, Token);

        Assert.Equal((0, 2), await MissingAsync(index));
        await AssertFindsAsync(index, [kept], _new);
    }

    [Fact]
    public virtual async Task A_passage_that_was_corrected_or_deleted_since_it_was_listed_gets_no_vector_of_its_old_text()
    {
        var (text, title, gone, same) = (
            ConformanceLibrary.Paper(1, "The tide turns."), ConformanceLibrary.Paper(2, "The moon pulls."),
            ConformanceLibrary.Paper(3, "The storm."), ConformanceLibrary.Paper(4, "The reef."));
        await StoreAsync(_old, text, title, gone, same);
        var (old, index) = (await OpenAsync(_old), await OpenAsync(_new));
        var listed = await Vectors(index).ListMissingAsync(10, Token);
        await old.UpsertAsync(Embedded(ConformanceLibrary.Paper(1, "The tide rises."), _old), Token);
        await old.UpsertAsync(Embedded(title with { Paper = title.Paper with { Title = "Another title" } }, _old), Token);
        await old.DeleteAsync(gone.Paper.Id, Token);

        await Vectors(index).StoreVectorsAsync([.. listed.Select(s => (s, (ReadOnlyMemory<float>)_new.Embed(s.Text)))], Token);

        Assert.Equal(4, listed.Count);
        var missing = await Vectors(index).ListMissingAsync(10, Token);
        Assert.Equal(["Another title. The moon pulls.", "Paper number 1. The tide rises."], missing.Select(s => s.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public virtual async Task A_vector_that_is_there_is_kept_when_another_comes()
    {
        var paper = ConformanceLibrary.Paper(1, "The tide turns.");
        await StoreAsync(_old, paper);
        var index = await OpenAsync(_new);
        var source = Assert.Single(await Vectors(index).ListMissingAsync(10, Token));
        await Vectors(index).StoreVectorsAsync([(source, _new.Embed(source.Text))], Token);

        await Vectors(index).StoreVectorsAsync([(source, _new.Embed("something else"))], Token);

        var hit = Assert.Single(await index.SearchAsync(new PassageQuery { Vector = _new.Embed(source.Text) }, Token));
        Assert.Equal(1, hit.Similarity, ExpectedHits.Rounding);
    }

    [Fact]
    public virtual async Task Vectors_of_another_length_are_refused_and_nothing_of_the_call_is_stored()
    {
        await StoreAsync(_old, ConformanceLibrary.Paper(1, "The tide turns."), ConformanceLibrary.Paper(2, "The moon pulls."));
        var index = await OpenAsync(_new);
        var listed = await Vectors(index).ListMissingAsync(10, Token);
        (EmbeddingSource, ReadOnlyMemory<float>)[] mixed = [(listed[0], _new.Embed("tide")), (listed[1], _old.Embed("moon"))];

        await Assert.ThrowsAsync<LibraryException>(() => Vectors(index).StoreVectorsAsync(mixed, Token));
        Assert.Equal((2, 2), await MissingAsync(index));
        await ReembedAsync(index, _new);
        await Assert.ThrowsAsync<LibraryException>(() => index.UpsertAsync(Embedded(ConformanceLibrary.Paper(3, "The storm."), _old), Token));
        await Assert.ThrowsAsync<LibraryException>(() => index.SearchAsync(new PassageQuery { Vector = _old.Embed("tide") }, Token));
        Assert.Equal((0, 2), await MissingAsync(index));
    }

    [Fact]
    public virtual async Task Other_vectors_are_kept_until_none_is_missing()
    {
        var shelf = await StoreShelfAsync(5);
        var index = await OpenAsync(_new);

        Assert.False(await Vectors(index).RemoveOtherVectorsAsync(Token));
        await AssertFindsAsync(await OpenAsync(_old), shelf, _old);
    }

    [Fact]
    public virtual async Task A_cancelled_call_stores_nothing()
    {
        await StoreShelfAsync(5);
        var index = await OpenAsync(_new);
        var before = await MissingAsync(index);
        var listed = await Vectors(index).ListMissingAsync(10, Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Vectors(index).StoreVectorsAsync([.. listed.Select(s => (s, (ReadOnlyMemory<float>)_new.Embed(s.Text)))], cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Vectors(index).RemoveOtherVectorsAsync(cancelled.Token));

        Assert.Equal(before, await MissingAsync(index));
    }

    [Fact]
    public virtual async Task Several_may_reembed_and_search_at_once()
    {
        var shelf = await StoreShelfAsync(120);
        var reader = await OpenAsync(_new);
        IPassageIndex[] indexes = [await OpenAsync(_new), await OpenAsync(_new), await OpenAsync(_new)];
        using var start = new Barrier(indexes.Length);
        var reembedding = Task.WhenAll(indexes.Select(index => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Token);
                return ReembedAsync(index, new HashingEmbedder("new", 48));
            },
            Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        var full = shelf.Select(p => Embedded(p, _new)).ToList();
        var query = Query(_new, "tide harbour");
        do
        {
            var hits = await reader.SearchAsync(query, Token);
            ConformanceLibrary.Expected(full, hits.Any(h => h.Similarity != 0) ? query : query with { Vector = default }).AssertAre(hits);
        }
        while (!reembedding.IsCompleted);

        await reembedding;
        foreach (var index in indexes)
        {
            await AssertFindsAsync(index, shelf, _new);
        }
    }

    [Fact]
    public virtual async Task Two_new_embedders_at_once_leave_a_library_whole_for_one_of_them()
    {
        var shelf = await StoreShelfAsync(80);
        var third = new HashingEmbedder("third", 24);
        var (one, other) = (await OpenAsync(_new), await OpenAsync(third));

        await Task.WhenAll(Task.Run(() => ReembedAsync(one, _new), Token), Task.Run(() => ReembedAsync(other, third), Token));

        var states = new[] { (Index: one, Embedder: _new, await MissingAsync(one)), (Index: other, Embedder: third, await MissingAsync(other)) };
        var (index, embedder, _) = Assert.Single(states, s => s.Item3.Missing == 0);
        await AssertFindsAsync(index, shelf, embedder);
        var (unfinished, lost, _) = Assert.Single(states, s => s.Item3.Missing > 0);
        await AssertFindsByTermsAsync(unfinished, shelf, lost);
    }

    private static IReembeddable Vectors(IPassageIndex index) => (IReembeddable)index;

    private static Task<int> ReembedAsync(IPassageIndex index, HashingEmbedder embedder) => new Reembedder(Vectors(index), embedder).ReembedAsync(null, Token);

    private static async Task<(int Missing, int Passages)> MissingAsync(IPassageIndex index) =>
        await Vectors(index).GetEmbeddingStatusAsync(Token) is var status ? (status.Missing, status.Passages) : default;

    private static IndexedPaper Embedded(IndexedPaper paper, HashingEmbedder embedder) => paper with
    {
        Passages = [.. paper.Passages.Select(p => p with { Vector = embedder.Embed(new EmbeddingSource(paper.Paper.Title, p.Passage).Text) })],
    };

    private static PassageQuery Query(HashingEmbedder embedder, string text) => new()
    {
        Terms = [.. text.Split(' ').Select(w => (ConformanceLibrary.TermId(w), 1f))],
        Vector = embedder.Embed(text),
        Candidates = int.MaxValue,
    };

    private async Task<IPassageIndex> OpenAsync(HashingEmbedder embedder)
    {
        var index = await OpenAsync(embedder.Fingerprint);
        _opened.Add(index);
        return index;
    }

    private async Task<IReadOnlyList<IndexedPaper>> StoreShelfAsync(int papers)
    {
        var shelf = ConformanceLibrary.Shelf(papers);
        await StoreAsync(_old, [.. shelf]);
        return shelf;
    }

    private async Task StoreAsync(HashingEmbedder embedder, params IEnumerable<IndexedPaper> papers)
    {
        var index = await OpenAsync(embedder);
        foreach (var paper in papers)
        {
            await index.UpsertAsync(Embedded(paper, embedder), Token);
        }
    }

    private static Task AssertFindsAsync(IPassageIndex index, IEnumerable<IndexedPaper> library, HashingEmbedder embedder) =>
        AssertFindsAsync(index, [.. library.Select(p => Embedded(p, embedder))], embedder, query => query);

    private static Task AssertFindsByTermsAsync(IPassageIndex index, IEnumerable<IndexedPaper> library, HashingEmbedder embedder) =>
        AssertFindsAsync(index, [.. library], embedder, query => query with { Vector = default });

    private static async Task AssertFindsAsync(IPassageIndex index, IReadOnlyList<IndexedPaper> library, HashingEmbedder embedder, Func<PassageQuery, PassageQuery> expected)
    {
        foreach (var text in (string[])["tide harbour", "storm pump", "moon", "quokka reef"])
        {
            var query = Query(embedder, text);
            ConformanceLibrary.Expected(library, expected(query)).AssertAre(await index.SearchAsync(query, Token));
        }
    }

    private sealed class Recorder(List<EmbeddingStatus> reports) : IProgress<EmbeddingStatus>
    {
        public void Report(EmbeddingStatus value) => reports.Add(value);
    }
}
