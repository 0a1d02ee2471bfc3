using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Text;
using Xunit;

namespace ResearchAgent.Tests.Retrieval;

public sealed class PassageRetrieverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retrieval-").FullName;
    private readonly SqlitePassageIndex _index;
    private readonly PassageRetriever _retriever;

    public PassageRetrieverTests()
    {
        _index = SqlitePassageIndex.Open(_folder, StaticWordVectors.Name);
        _retriever = new PassageRetriever(_index, StaticWordVectors.Shared);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<RetrievalOptions> Presets { get; } = [RetrievalOptions.Keywords, RetrievalOptions.Questions, RetrievalOptions.Topics, RetrievalOptions.Drafts];

    public static TheoryData<RetrievalOptions> AllOptions => [.. Presets];

    public void Dispose()
    {
        _index.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(AllOptions))]
    public async Task An_empty_library_gives_nothing(RetrievalOptions options) =>
        Assert.Empty(await _retriever.RetrieveAsync("How deep is the harbour?", options, PassageFilter.None, Token));

    [Theory]
    [MemberData(nameof(AllOptions))]
    public async Task A_question_without_words_gives_nothing(RetrievalOptions options)
    {
        await StoreAsync("Tides", "The tide turns.");

        Assert.Empty(await _retriever.RetrieveAsync("", options, PassageFilter.None, Token));
        Assert.Empty(await _retriever.RetrieveAsync("???", options, PassageFilter.None, Token));
    }

    [Theory]
    [MemberData(nameof(AllOptions))]
    public async Task A_match_in_the_title_wins(RetrievalOptions options)
    {
        await StoreAsync("Coral reefs and their fish", "We study how a robot learns to walk when it grokked once.");
        await StoreAsync("Grokking", "We study how a network learns late.");
        await StoreAsync("Neural networks", "We study how a network learns late, after it has memorised its data, with no word on the rest.");

        var found = await _retriever.RetrieveAsync("grokking", options, PassageFilter.None, Token);

        Assert.Equal("Grokking", found[0].Paper.Title);
        Assert.Equal(1, found[0].TermRank);
        Assert.Equal([Stemmer.Stem("grokking")], found[0].MatchedTerms);
    }

    [Theory]
    [MemberData(nameof(AllOptions))]
    public async Task While_vectors_of_the_embedder_are_missing_passages_are_found_by_their_words(RetrievalOptions options)
    {
        await StoreAsync("Coral reefs", "Fish live in the sea.");
        await StoreAsync("Grokking", "We study how a network learns late.");
        using var index = SqlitePassageIndex.Open(_folder, "another embedder");
        var retriever = new PassageRetriever(index, StaticWordVectors.Shared);

        var found = await retriever.RetrieveAsync("grokking", options with { ExpansionWeight = 0 }, PassageFilter.None, Token);

        var passage = Assert.Single(found);
        Assert.Equal("Grokking", passage.Paper.Title);
        Assert.Equal(0, passage.Similarity);
        Assert.True(passage.TermShare > 0);
    }

    // The words of the question are nowhere in the library: only the vectors find something.
    [Theory]
    [MemberData(nameof(AllOptions))]
    public async Task Scores_are_numbers_also_when_no_term_matches(RetrievalOptions options)
    {
        await StoreAsync("Marine biology", "Fish live in the sea.");
        await StoreAsync("Networks", "Neural models learn from data.");

        var found = await _retriever.RetrieveAsync("oceanic reefs", options with { ExpansionWeight = 0 }, PassageFilter.None, Token);

        Assert.NotEmpty(found);
        Assert.All(found, p => Assert.True(float.IsFinite(p.Score) && float.IsFinite(p.TermShare) && float.IsFinite(p.Similarity) && double.IsFinite(p.Coverage), p.ToString()));
        Assert.Equal("Marine biology", found[0].Paper.Title);
    }

    [Fact]
    public async Task A_filter_holds()
    {
        var old = await StoreAsync("Tides", "The tide turns in the old harbour.", year: 2001);
        var recent = await StoreAsync("More tides", "The tide turns in the new harbour.", year: 2020, tag: "coast");

        foreach (var options in Presets)
        {
            Assert.Equal([recent.Id], await FoundAsync(options, new PassageFilter { FromYear = 2010 }));
            Assert.Equal([old.Id], await FoundAsync(options, new PassageFilter { Papers = [old.Id] }));
            Assert.Equal([recent.Id], await FoundAsync(options, new PassageFilter { Tags = ["Coast"] }));
            Assert.Empty(await FoundAsync(options, new PassageFilter { Tags = ["desert"] }));
        }

        async Task<IEnumerable<PaperId>> FoundAsync(RetrievalOptions options, PassageFilter filter) =>
            (await _retriever.RetrieveAsync("tide in the harbour", options, filter, Token)).Select(p => p.Paper.Id);
    }

    [Fact]
    public async Task No_paper_gives_more_passages_than_the_limit_and_the_list_ends_at_its_own()
    {
        await StoreAsync("Long", [.. Enumerable.Range(0, 10).Select(i => $"The tide turns {i} times in harbour {i}.")]);
        for (var i = 0; i < 6; i++)
        {
            await StoreAsync($"Short {i}", $"The tide is {i} metres high.");
        }

        foreach (var options in Presets)
        {
            var found = await _retriever.RetrieveAsync("tide", options with { MaxPerPaper = 2, Limit = 5 }, PassageFilter.None, Token);

            Assert.Equal(5, found.Count);
            Assert.True(found.Count(p => p.Paper.Title == "Long") <= 2);
            Assert.Equal(found.OrderByDescending(p => p.Score).Select(p => p.Score), found.Select(p => p.Score));
        }
    }

    // Indexes may give their candidates in any order.
    [Fact]
    public async Task Equal_scores_rank_by_id_whatever_order_the_index_gives()
    {
        for (var i = 0; i < 30; i++)
        {
            await StoreAsync($"Paper {(char)('a' + (i * 7 % 26))}{i}", "The tide turns twice a day.");
        }

        foreach (var options in Presets)
        {
            var found = await _retriever.RetrieveAsync("When does the tide turn?", options, PassageFilter.None, Token);
            var other = await new PassageRetriever(new ReorderingIndex(_index), StaticWordVectors.Shared).RetrieveAsync("When does the tide turn?", options, PassageFilter.None, Token);

            Assert.Equal(found.Select(Shown), other.Select(Shown));
            Assert.All(found.GroupBy(p => p.Score), g => Assert.Equal(g.Select(p => p.Passage.Id.Value).Order(StringComparer.Ordinal), g.Select(p => p.Passage.Id.Value)));
        }

        static string Shown(RetrievedPassage p) => $"{p.Passage.Id} {p.Score} {p.TermRank} {p.SimilarityRank}";
    }

    // Of ten passages that match alike, feedback reads five: which ones must not depend on the index.
    [Fact]
    public async Task Feedback_is_the_same_whatever_order_the_index_gives()
    {
        string[] words = ["coral", "neuron", "galaxy", "protein", "harbour", "market", "poem", "engine", "virus", "glacier"];
        for (var i = 0; i < words.Length; i++)
        {
            await StoreAsync($"{words[i]} {i}", $"The tide meets a {words[i]}.");
        }

        var found = await _retriever.RetrieveAsync("tide", RetrievalOptions.Topics, PassageFilter.None, Token);
        var other = await new PassageRetriever(new ReorderingIndex(_index), StaticWordVectors.Shared).RetrieveAsync("tide", RetrievalOptions.Topics, PassageFilter.None, Token);

        Assert.Equal(found.Select(p => (p.Paper.Title, p.Score)), other.Select(p => (p.Paper.Title, p.Score)));
    }

    // Another person deletes a paper between the search and the reading of its record.
    [Fact]
    public async Task A_paper_deleted_during_the_search_is_left_out()
    {
        var gone = await StoreAsync("Tides", "The tide turns.");
        await StoreAsync("More tides", "The tide turns again.");

        var found = await new PassageRetriever(new ForgettingIndex(_index, gone.Id), StaticWordVectors.Shared).RetrieveAsync("tide", RetrievalOptions.Keywords, PassageFilter.None, Token);

        Assert.Equal("More tides", Assert.Single(found).Paper.Title);
    }

    [Fact]
    public async Task Words_that_the_library_lacks_lower_every_score()
    {
        await StoreAsync("Tides", "The tide turns.");

        var known = await _retriever.RetrieveAsync("tide", RetrievalOptions.Keywords, PassageFilter.None, Token);
        var unknown = await _retriever.RetrieveAsync("tide CoTErrorSet", RetrievalOptions.Keywords, PassageFilter.None, Token);

        Assert.True(unknown[0].Score < known[0].Score);
        Assert.Equal(1, known[0].Coverage, 1e-6);
        Assert.InRange(unknown[0].Coverage, 0, 0.5);
    }

    [Fact]
    public async Task Canceling_stops_the_search() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _retriever.RetrieveAsync("tide", RetrievalOptions.Questions, PassageFilter.None, new CancellationToken(canceled: true)));

    private Task<Paper> StoreAsync(string title, string text, int? year = null, string? tag = null) => StoreAsync(title, [text], year, tag);

    private async Task<Paper> StoreAsync(string title, string[] texts, int? year = null, string? tag = null)
    {
        var paper = new Paper
        {
            Id = PaperId.For(title, null, year, null, null),
            Key = new CitationKey("Key" + (await _index.CountAsync(PassageFilter.None, Token)).Papers),
            Title = title,
            Year = year,
            Tags = tag is null ? [] : [tag],
            Sections = [.. texts.Select((t, i) => new Section($"S{i}", t))],
        };
        var passages = PassageSplitter.Split(paper.Id, paper.Sections);
        await _index.UpsertAsync(new IndexedPaper(paper, [.. passages.Select(p => new IndexedPassage(p, Bm25Encoder.Encode(title, p.Text), StaticWordVectors.Shared.Embed(title + ". " + p.Text)))]), Token);
        return paper;
    }

    private class WrappedIndex(IPassageIndex inner) : IPassageIndex
    {
        public Task UpsertAsync(IndexedPaper paper, CancellationToken cancellationToken) => inner.UpsertAsync(paper, cancellationToken);

        public Task<bool> DeleteAsync(PaperId paper, CancellationToken cancellationToken) => inner.DeleteAsync(paper, cancellationToken);

        public virtual Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

        public Task<IReadOnlyList<int>> CountPassagesWithTermsAsync(IReadOnlyList<uint> termIds, CancellationToken cancellationToken) => inner.CountPassagesWithTermsAsync(termIds, cancellationToken);

        public virtual Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken) => inner.ListPapersAsync(filter, cancellationToken);

        public Task<Paper?> GetPaperAsync(PaperId paper, CancellationToken cancellationToken) => inner.GetPaperAsync(paper, cancellationToken);

        public Task<IReadOnlyList<Passage>> GetPassagesAsync(PaperId paper, CancellationToken cancellationToken) => inner.GetPassagesAsync(paper, cancellationToken);

        public Task<IndexCounts> CountAsync(PassageFilter filter, CancellationToken cancellationToken) => inner.CountAsync(filter, cancellationToken);
    }

    private sealed class ReorderingIndex(IPassageIndex inner) : WrappedIndex(inner)
    {
        public override async Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken) =>
            [.. (await base.SearchAsync(query, cancellationToken)).Reverse()];
    }

    private sealed class ForgettingIndex(IPassageIndex inner, PaperId forgotten) : WrappedIndex(inner)
    {
        public override async Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken) =>
            [.. (await base.ListPapersAsync(filter, cancellationToken)).Where(p => p.Id != forgotten)];
    }
}
