using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using ResearchAgent.Indexing;
using ResearchAgent.Indexing.VectorData;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using Xunit;

namespace ResearchAgent.Tests.Indexing.VectorData;

public sealed class PassageCollectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collection-").FullName;
    private readonly SqlitePassageIndex _index;
    private readonly PassageCollection _passages;

    public PassageCollectionTests()
    {
        _index = SqlitePassageIndex.Open(_folder, StaticWordVectors.Name);
        _passages = new PassageCollection(_index, StaticWordVectors.Shared);
    }

    public static TheoryData<object> Vectors => [Axis(0), (ReadOnlyMemory<float>)Axis(0), new Embedding<float>(Axis(0)), Axis(0).Select(x => 7 * x).ToArray()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _passages.Dispose();
        _index.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Another_agent_needs_the_abstractions_alone()
    {
        await StoreAsync(1, "Grokking", "We study how a network learns late.", year: 2022);
        await StoreAsync(2, "Coral reefs", "Fish live in the sea.", year: 2001);
        VectorStoreCollection<string, PaperPassage> collection = _passages;

        Assert.Equal("research", collection.Name);
        Assert.True(await collection.CollectionExistsAsync(Token));
        await collection.EnsureCollectionExistsAsync(Token);
        var found = await collection.SearchAsync("neural network training", 1, new() { Filter = p => p.Year > 2010 }, Token).SingleAsync(Token);
        var hybrid = (IKeywordHybridSearchable<PaperPassage>)collection.GetService(typeof(IKeywordHybridSearchable<PaperPassage>))!;
        var named = await hybrid.HybridSearchAsync("learning", ["grokking"], 1, cancellationToken: Token).SingleAsync(Token);
        var metadata = (VectorStoreCollectionMetadata)collection.GetService(typeof(VectorStoreCollectionMetadata))!;

        Assert.Equal("Grokking", found.Record.Title);
        Assert.Equal(found.Record, named.Record);
        Assert.Equal(found.Record, await collection.GetAsync(found.Record.Id, cancellationToken: Token));
        Assert.Equal("research", metadata.CollectionName);
        Assert.Same(_index, collection.GetService(typeof(IPassageIndex)));
        Assert.Same(StaticWordVectors.Shared, collection.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)));
        Assert.Null(collection.GetService(typeof(IPassageIndex), "another"));
        Assert.Null(collection.GetService(typeof(IChatClient)));
    }

    [Fact]
    public async Task A_text_finds_what_is_near_without_sharing_a_word()
    {
        await StoreAsync(1, "Networks", "Neural models learn from data.");
        await StoreAsync(2, "Marine biology", "Fish live in the sea.");

        var found = await _passages.SearchAsync("oceanic reefs", 5, cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(["Marine biology", "Networks"], found.Select(r => r.Record.Title));
        Assert.True(found[0].Score > found[1].Score);
    }

    [Fact]
    public async Task A_passage_comes_with_what_is_needed_to_cite_it()
    {
        var paper = await StoreAsync(1, "Tides", "The tide turns.", year: 2001);

        var found = await _passages.SearchAsync("tide", 1, new() { IncludeVectors = true }, Token).SingleAsync(Token);

        var expected = new PaperPassage { Id = IdOf(1), Paper = paper.Id.Value, Key = "Key1", Title = "Tides", Year = 2001, Heading = "Abstract", Text = "The tide turns.", Start = 0 };
        Assert.Equal(expected, found.Record);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_vector_finds_by_its_direction(object vector)
    {
        await StoreAsync(1, "Far", "The tide turns.", vector: Axis(1));
        await StoreAsync(2, "Near", "The tide rises.", vector: Axis(0));

        var found = await (vector switch
        {
            float[] array => _passages.SearchAsync(array, 2, cancellationToken: Token),
            ReadOnlyMemory<float> memory => _passages.SearchAsync(memory, 2, cancellationToken: Token),
            _ => _passages.SearchAsync((Embedding<float>)vector, 2, cancellationToken: Token),
        }).ToListAsync(Token);

        Assert.Equal(["Near", "Far"], found.Select(r => r.Record.Title));
        Assert.Equal(1, found[0].Score!.Value, 0.01);
        Assert.Equal(0, found[1].Score!.Value, 0.01);
    }

    // Keywords alone cannot tell 1 from 2, the vector alone prefers 3.
    [Fact]
    public async Task Keywords_and_vector_together_find_what_neither_finds_alone()
    {
        await StoreAsync(1, "One", "The tide turns.", vector: Axis(1));
        await StoreAsync(2, "Two", "The tide rises.", vector: Mixed());
        await StoreAsync(3, "Three", "Fish swim deep.", vector: Axis(0));

        var byVector = await _passages.SearchAsync(Axis(0), 3, cancellationToken: Token).ToListAsync(Token);
        var byKeyword = await _passages.HybridSearchAsync(new float[StaticWordVectors.Dimensions], ["the tides"], 3, cancellationToken: Token).ToListAsync(Token);
        var byBoth = await _passages.HybridSearchAsync(Axis(0), ["the tides"], 3, new() { AdditionalProperty = p => p.Text }, Token).ToListAsync(Token);

        Assert.Equal("Three", byVector[0].Record.Title);
        Assert.Equal(["One", "Two"], byKeyword.Take(2).Select(r => r.Record.Title));
        Assert.Equal(byKeyword[0].Score, byKeyword[1].Score);
        Assert.Equal(["Two", "One", "Three"], byBoth.Select(r => r.Record.Title));
        Assert.All(byBoth, r => Assert.InRange(r.Score!.Value, -0.1, 1.2));

        static float[] Mixed()
        {
            var vector = Axis(0);
            (vector[0], vector[2]) = (0.8f, 0.6f);
            return vector;
        }
    }

    [Fact]
    public async Task A_keyword_that_the_library_lacks_lowers_every_score()
    {
        await StoreAsync(1, "Tides", "The tide turns.");

        var known = await _passages.HybridSearchAsync("tide", ["tide"], 1, cancellationToken: Token).SingleAsync(Token);
        var unknown = await _passages.HybridSearchAsync("tide", ["tide", "CoTErrorSet"], 1, cancellationToken: Token).SingleAsync(Token);

        Assert.True(unknown.Score < known.Score);
    }

    [Fact]
    public async Task Conditions_on_year_and_paper_hold()
    {
        await StoreAsync(1, "Old", "The tide turns.", year: 1999);
        await StoreAsync(2, "Middle", "The tide rises.", year: 2010);
        await StoreAsync(3, "New", "The tide falls.", year: 2020);
        await StoreAsync(4, "Undated", "The tide waits.");
        var year = 2010;

        Assert.Equal(["Middle"], await FoundAsync(p => p.Year == year));
        Assert.Equal(["Middle", "New"], await FoundAsync(p => p.Year >= 2010));
        Assert.Equal(["New"], await FoundAsync(p => 2010 < p.Year));
        Assert.Equal(["Middle", "Old"], await FoundAsync(p => p.Year!.Value <= year + 5));
        Assert.Equal(["Middle"], await FoundAsync(p => p.Year > 1999 && p.Year < 2020));
        Assert.Equal(["New"], await FoundAsync(p => p.Paper == "arxiv:2001.00003" && p.Year > 2000));
        Assert.Empty(await FoundAsync(p => p.Paper == "arxiv:2001.00003" && p.Paper == "arxiv:2001.00002"));
        Assert.Empty(await FoundAsync(p => p.Year > int.MaxValue));

        // What the index cannot check itself.
        Assert.Equal(["Undated"], await FoundAsync(p => p.Year == null));
        Assert.Equal(["New", "Old"], await FoundAsync(p => p.Year == 1999 || p.Title == "New"));
        Assert.Equal(["Old"], await FoundAsync(p => p.Year < 2015 && p.Text.Contains("turns")));
        Assert.Equal(["Middle", "New", "Undated"], await FoundAsync(p => !(p.Year == 1999)));
        Assert.Equal(["New"], await FoundAsync(p => (byte)p.Year!.GetValueOrDefault() == 228));

        async Task<IEnumerable<string>> FoundAsync(System.Linq.Expressions.Expression<Func<PaperPassage, bool>> condition)
        {
            var byVector = await _passages.SearchAsync("tide", 9, new() { Filter = condition }, Token).Select(r => r.Record.Title).Order().ToListAsync(Token);
            Assert.Equal(byVector, await _passages.HybridSearchAsync("tide", ["tide"], 9, new() { Filter = condition }, Token).Select(r => r.Record.Title).Order().ToListAsync(Token));
            Assert.Equal(byVector, await _passages.GetAsync(condition, 9, cancellationToken: Token).Select(r => r.Title).Order().ToListAsync(Token));
            return byVector;
        }
    }

    // More alike than the index is first asked for: which of them come first must not depend on how many are asked for.
    [Fact]
    public async Task Pages_neither_overlap_nor_leave_gaps_even_among_equal_scores()
    {
        for (var i = 70; i > 0; i--)
        {
            await StoreAsync(i, "Tides", "The tide turns.");
        }

        List<string> byVector = [], byBoth = [];
        for (var skip = 0; skip < 70; skip += 20)
        {
            byVector.AddRange(await _passages.SearchAsync("tide", 20, new() { Skip = skip }, Token).Select(r => r.Record.Id).ToListAsync(Token));
            byBoth.AddRange(await _passages.HybridSearchAsync("tide", ["tide"], 20, new() { Skip = skip }, Token).Select(r => r.Record.Id).ToListAsync(Token));
        }

        var all = Enumerable.Range(1, 70).Select(IdOf).ToList();
        Assert.Equal(all, byVector);
        Assert.Equal(all, byBoth);
        Assert.Empty(await _passages.SearchAsync("tide", int.MaxValue, new() { Skip = int.MaxValue }, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_condition_that_only_the_last_meets_is_met()
    {
        for (var i = 1; i <= 60; i++)
        {
            await StoreAsync(i, "Tides", "The tide turns.", vector: Axis(0));
        }

        await StoreAsync(61, "Fish", "Fish swim.", vector: Axis(1));

        var found = await _passages.SearchAsync(Axis(0), 1, new() { Filter = p => p.Title.StartsWith('F') }, Token).SingleAsync(Token);

        Assert.Equal(IdOf(61), found.Record.Id);
    }

    [Fact]
    public async Task A_threshold_keeps_what_scores_as_much()
    {
        await StoreAsync(1, "Near", "The tide turns.", vector: Axis(0));
        await StoreAsync(2, "Far", "Fish swim.", vector: Axis(1));
        var scores = await _passages.SearchAsync(Axis(0), 2, cancellationToken: Token).Select(r => r.Score).ToListAsync(Token);

        Assert.Single(await _passages.SearchAsync(Axis(0), 2, new() { ScoreThreshold = scores[0] }, Token).ToListAsync(Token));
        Assert.Empty(await _passages.SearchAsync(Axis(0), 2, new() { ScoreThreshold = 1.1 }, Token).ToListAsync(Token));
        Assert.Single(await _passages.HybridSearchAsync(Axis(1), ["tide"], 2, new() { ScoreThreshold = 0.2 }, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Passages_are_got_by_key_in_the_order_of_the_keys()
    {
        await StoreAsync(1, "Tides", "The tide turns.");
        await StoreAsync(2, "Fish", "Fish swim.");

        Assert.Equal("Tides", (await _passages.GetAsync(IdOf(1), cancellationToken: Token))!.Title);
        Assert.Equal(
            ["Fish", "Tides", "Fish"],
            await _passages.GetAsync([IdOf(2), "nothing", IdOf(1), IdOf(3), IdOf(2)], cancellationToken: Token).Select(p => p.Title).ToListAsync(Token));
    }

    [Theory]
    [InlineData("arxiv:2001.00001#7v1")]
    [InlineData("arxiv:2001.00009#0v1")]
    [InlineData("arxiv:2001.00001")]
    [InlineData("#")]
    [InlineData("")]
    public async Task An_unknown_key_gives_null(string key)
    {
        await StoreAsync(1, "Tides", "The tide turns.");

        Assert.Null(await _passages.GetAsync(key, cancellationToken: Token));
    }

    [Fact]
    public async Task Passages_are_got_in_the_order_asked_for()
    {
        await StoreAsync(3, "b", "The tide turns.", year: 2001);
        await StoreAsync(1, "B", "The tide rises.", year: 2003);
        await StoreAsync(2, "a", "The tide falls.", year: 2001);

        Assert.Equal(["b", "B", "a"], await TitlesAsync(new()));
        Assert.Equal(["B", "a"], await TitlesAsync(new() { Skip = 1 }));
        Assert.Equal(["B", "a", "b"], await TitlesAsync(new() { OrderBy = o => o.Ascending(p => p.Title) }));
        Assert.Equal(["B", "a", "b"], await TitlesAsync(new() { OrderBy = o => o.Descending(p => p.Year).Ascending(p => p.Title) }));

        async Task<IEnumerable<string>> TitlesAsync(FilteredRecordRetrievalOptions<PaperPassage> options) =>
            await _passages.GetAsync(p => p.Text.StartsWith("The"), 3, options, Token).Select(p => p.Title).ToListAsync(Token);
    }

    [Fact]
    public async Task Writing_is_refused_and_says_how_papers_come_in()
    {
        await StoreAsync(1, "Tides", "The tide turns.");
        var passage = (await _passages.GetAsync(IdOf(1), cancellationToken: Token))!;

        await AssertRefusedAsync(() => _passages.UpsertAsync(passage, Token));
        await AssertRefusedAsync(() => _passages.UpsertAsync([passage], Token));
        await AssertRefusedAsync(() => _passages.DeleteAsync(passage.Id, Token));
        await AssertRefusedAsync(() => _passages.DeleteAsync([passage.Id], Token));
        await AssertRefusedAsync(() => _passages.EnsureCollectionDeletedAsync(Token));
        Assert.Equal(new IndexCounts(1, 1), await _index.CountAsync(PassageFilter.None, Token));

        static async Task AssertRefusedAsync(Func<Task> write) =>
            Assert.Contains("'research add'", (await Assert.ThrowsAsync<NotSupportedException>(write)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_searched_for_is_told()
    {
        await StoreAsync(1, "Tides", "The tide turns.");

        Assert.Contains("'Int32'", Assert.Throws<NotSupportedException>(() => _passages.SearchAsync(7, 1, cancellationToken: Token)).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => _passages.SearchAsync("tide", 1, new() { VectorProperty = p => p.Text }, Token));
        Assert.Throws<NotSupportedException>(() => _passages.HybridSearchAsync("tide", ["tide"], 1, new() { AdditionalProperty = p => p.Title }, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => _passages.SearchAsync("tide", 0, cancellationToken: Token));
        Assert.Throws<ArgumentException>(() => _passages.SearchAsync(new[] { float.NaN }, 1, cancellationToken: Token));
        var failure = await Assert.ThrowsAsync<VectorStoreException>(async () => await _passages.SearchAsync(Axis(0)[..2], 1, cancellationToken: Token).ToListAsync(Token));
        Assert.IsType<LibraryException>(failure.InnerException);
        Assert.Equal("research", failure.CollectionName);
    }

    [Fact]
    public async Task While_vectors_are_missing_a_search_says_so_and_keywords_still_find()
    {
        await StoreAsync(1, "Tides", "The tide turns.");
        using var index = SqlitePassageIndex.Open(_folder, "another embedder");
        using var passages = new PassageCollection(index, StaticWordVectors.Shared);

        var failure = await Assert.ThrowsAsync<VectorStoreException>(async () => await passages.SearchAsync("tide", 1, cancellationToken: Token).ToListAsync(Token));

        Assert.Contains("'research reembed'", failure.Message, StringComparison.Ordinal);
        Assert.Single(await passages.HybridSearchAsync("tide", ["tide"], 5, cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task An_empty_library_or_a_text_without_words_gives_nothing()
    {
        Assert.Empty(await _passages.SearchAsync("tide", 5, cancellationToken: Token).ToListAsync(Token));
        Assert.Empty(await _passages.HybridSearchAsync("tide", ["tide"], 5, cancellationToken: Token).ToListAsync(Token));
        await StoreAsync(1, "Tides", "The tide turns.");

        Assert.Empty(await _passages.SearchAsync("???", 5, cancellationToken: Token).ToListAsync(Token));
        Assert.Empty(await _passages.HybridSearchAsync("???", [], 5, cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Canceling_stops_every_way_of_reading()
    {
        await StoreAsync(1, "Tides", "The tide turns.");
        var canceled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _passages.SearchAsync("tide", 1, cancellationToken: canceled).ToListAsync(Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _passages.HybridSearchAsync("tide", ["tide"], 1, cancellationToken: canceled).ToListAsync(Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _passages.GetAsync(p => p.Year == null, 1, cancellationToken: canceled).ToListAsync(Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _passages.GetAsync(IdOf(1), cancellationToken: canceled));
    }

    private static float[] Axis(int axis)
    {
        var vector = new float[StaticWordVectors.Dimensions];
        vector[axis] = 1;
        return vector;
    }

    private static string IdOf(int number) => $"arxiv:2001.{number:00000}#0v{PassageSplitter.Version}";

    private async Task<Paper> StoreAsync(int number, string title, string text, int? year = null, float[]? vector = null)
    {
        var paper = new Paper
        {
            Id = new PaperId($"arxiv:2001.{number:00000}"),
            Key = new CitationKey($"Key{number}"),
            Title = title,
            Year = year,
            Sections = [new Section("Abstract", text)],
        };
        var passage = Assert.Single(PassageSplitter.Split(paper.Id, paper.Sections));
        await _index.UpsertAsync(new IndexedPaper(paper, [new IndexedPassage(passage, Bm25Encoder.Encode(title, text), vector ?? StaticWordVectors.Shared.Embed(title + ". " + text))]), Token);
        return paper;
    }
}
