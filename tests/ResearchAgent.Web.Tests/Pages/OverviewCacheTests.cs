using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Web.Work;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed class OverviewCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_who_wait_get_the_one_overview()
    {
        var index = new HeldIndex();
        var cache = new OverviewCache(index);
        var waiting = Enumerable.Range(0, 5).Select(_ => cache.GetAsync(Token)).ToList();
        await index.Reading;
        index.Release();

        var overviews = await Task.WhenAll(waiting);
        Assert.All(overviews, o => Assert.Same(overviews[0], o));
        Assert.Same(overviews[0], await cache.GetAsync(Token));
        Assert.Equal(1, cache.Made);
    }

    [Fact]
    public async Task A_paper_that_changes_in_what_is_shown_makes_it_anew()
    {
        var index = new HeldIndex();
        index.Release();
        var cache = new OverviewCache(index);
        var before = await cache.GetAsync(Token);
        index.Papers = [index.Papers[0] with { Tags = ["snow"] }, index.Papers[1]];
        var after = await cache.GetAsync(Token);

        Assert.Empty(before.Tags);
        Assert.Equal("snow", Assert.Single(after.Tags).Tag);
        Assert.Equal(2, cache.Made);
    }

    [Fact]
    public async Task One_who_leaves_does_not_stop_it_for_the_others()
    {
        var index = new HeldIndex();
        var cache = new OverviewCache(index);
        using var leaving = new CancellationTokenSource();
        var leaver = cache.GetAsync(leaving.Token);
        var stayer = cache.GetAsync(Token);
        await index.Reading;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        index.Release();

        Assert.Equal(2, (await stayer).Papers);
    }

    [Fact]
    public async Task When_the_last_leaves_it_is_made_no_longer_and_the_next_one_begins_anew()
    {
        var index = new HeldIndex();
        var cache = new OverviewCache(index);
        using var leaving = new CancellationTokenSource();
        var leaver = cache.GetAsync(leaving.Token);
        await index.Reading;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        await index.Stopped;
        index.Release();

        Assert.Equal(2, (await cache.GetAsync(Token)).Papers);
        Assert.Equal(2, cache.Made);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var index = new HeldIndex { Failure = new IOException("the disk is away") };
        index.Release();
        var cache = new OverviewCache(index);
        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync(Token));
        index.Failure = null;

        Assert.Equal(2, (await cache.GetAsync(Token)).Papers);
    }

    /// <summary>Two papers, whose passages are given out once they are released.</summary>
    private sealed class HeldIndex : IPassageIndex
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<Paper> Papers { get; set; } = [Paper("one"), Paper("two")];

        public Exception? Failure { get; set; }

        public Task Reading => _reading.Task;

        public Task Stopped => _stopped.Task;

        public void Release() => _held.TrySetResult();

        public async Task<IReadOnlyList<Passage>> GetPassagesAsync(PaperId paper, CancellationToken cancellationToken)
        {
            _reading.TrySetResult();
            try
            {
                await _held.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _stopped.TrySetResult();
                throw;
            }

            return Failure is null ? [new Passage(new PassageId(paper, 0, 1), "Abstract", 0, "Snow falls on ice.")] : throw Failure;
        }

        public Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken) => Task.FromResult(Papers);

        public Task<IndexCounts> CountAsync(PassageFilter filter, CancellationToken cancellationToken) => Task.FromResult(new IndexCounts(Papers.Count, Papers.Count));

        public Task UpsertAsync(IndexedPaper paper, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> DeleteAsync(PaperId paper, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<int>> CountPassagesWithTermsAsync(IReadOnlyList<uint> termIds, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Paper?> GetPaperAsync(PaperId paper, CancellationToken cancellationToken) => throw new NotSupportedException();

        private static Paper Paper(string name) => new() { Id = new PaperId($"test:{name}"), Key = new CitationKey(name), Title = $"Paper {name}", Year = 2020 };
    }
}
