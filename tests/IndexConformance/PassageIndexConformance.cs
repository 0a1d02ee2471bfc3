using System.Collections.Concurrent;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.IndexConformance;

/// <summary>
/// What every <see cref="IPassageIndex"/> must do. Derive a class for each index; where an index cannot do something,
/// override the test and state the gap. Linked as source: a test project includes <c>../IndexConformance/*.cs</c>.
/// </summary>
public abstract class PassageIndexConformance : IAsyncLifetime
{
    protected const int Dimensions = ConformanceLibrary.Dimensions;

    private const float Rounding = ExpectedHits.Rounding;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IPassageIndex Index { get; private set; } = null!;

    /// <summary>Opens this test's library for vectors of <see cref="Dimensions"/>; the second call finds what was stored through the first.</summary>
    protected abstract Task<IPassageIndex> OpenAsync();

    /// <summary>Removes this test's library; called after the index was closed.</summary>
    protected abstract ValueTask CleanUpAsync();

    public async ValueTask InitializeAsync() => Index = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(Index);
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public virtual async Task An_empty_library_holds_and_finds_nothing()
    {
        Assert.Equal(new IndexCounts(0, 0), await Index.CountAsync(PassageFilter.None, Token));
        Assert.Empty(await Index.ListPapersAsync(PassageFilter.None, Token));
        Assert.Empty(await Index.SearchAsync(ConformanceLibrary.Query(1), Token));
        Assert.Equal([0], await Index.CountPassagesWithTermsAsync([ConformanceLibrary.TermId("tide")], Token));
        Assert.Empty(await Index.CountPassagesWithTermsAsync([], Token));
        Assert.Null(await Index.GetPaperAsync(new PaperId("arxiv:2305.04091"), Token));
        Assert.Empty(await Index.GetPassagesAsync(new PaperId("arxiv:2305.04091"), Token));
        Assert.False(await Index.DeleteAsync(new PaperId("arxiv:2305.04091"), Token));
    }

    [Fact]
    public virtual async Task A_stored_paper_comes_back_whole()
    {
        var made = ConformanceLibrary.Paper(1, "The tide turns.", "The moon pulls the tide.");
        var paper = made.Paper with
        {
            Authors = ["Wang, Lei", "others"],
            Year = 2023,
            Venue = "ACL",
            Doi = "10.1000/xyz",
            ArxivId = "2305.04091",
            Url = "https://example.org/a?b=c#d",
            Tags = ["coast", "open sea"],
            RecordHash = "abc",
            TextHash = "def",
            Source = "list.txt:7",
            Type = "article-journal",
            Fields = new Dictionary<string, IReadOnlyList<string>> { ["volume"] = ["12"], ["editor"] = ["Xu, Wanyu", "{The Editors}"] },
            Sections = [.. made.Paper.Sections, new Section("Hidden", "Unseen.") { Kind = SectionKind.Hidden, Pages = PageMap.From([(0, 2), (3, 3)]) }],
            References = [new CitedWork("Dua 2022. Successive Prompting.") { Label = "1", Title = "Successive Prompting", Authors = ["Dheeru Dua"], Year = 2022 }],
            Flags = [new PaperFlag(PaperFlagKind.HiddenText, "Unseen.", 2)],
            AllowsFlagged = true,
            Authority = RecordAuthority.Bibliography,
            EditedFields = ["title"],
            AlsoKnownAs = [new PaperId("arxiv:2305.04091")],
            IsKept = false,
        };
        made = made with { Passages = [.. made.Passages.Select((p, i) => p with { Passage = p.Passage with { Pages = PageMap.From([(0, i + 1), (4, i + 2)]) } })] };
        await Index.UpsertAsync(made with { Paper = paper }, Token);

        var got = await Index.GetPaperAsync(paper.Id, Token);
        var listed = Assert.Single(await Index.ListPapersAsync(PassageFilter.None, Token));

        Assert.NotNull(got);
        Assert.Equivalent(paper, got, strict: true);
        Assert.Empty(listed.Sections);
        Assert.Empty(listed.References);
        Assert.Equivalent(paper.WithoutText(), listed, strict: true);
        Assert.Equal(made.Passages.Select(p => p.Passage), await Index.GetPassagesAsync(paper.Id, Token));
    }

    [Fact]
    public virtual async Task A_paper_without_passages_is_kept_and_counted()
    {
        await Index.UpsertAsync(ConformanceLibrary.Paper(1), Token);

        Assert.Equal(new IndexCounts(1, 0), await Index.CountAsync(PassageFilter.None, Token));
        Assert.Empty(await Index.SearchAsync(ConformanceLibrary.Query(1), Token));
        Assert.NotNull(await Index.GetPaperAsync(new PaperId("title:0000000000000001"), Token));
    }

    [Fact]
    public virtual async Task Papers_are_listed_in_the_order_they_were_added()
    {
        int[] order = [5, 1, 9, 3];
        foreach (var n in order)
        {
            await Index.UpsertAsync(ConformanceLibrary.Paper(n, "The tide turns."), Token);
        }

        var listed = await Index.ListPapersAsync(PassageFilter.None, Token);

        Assert.Equal(order.Select(n => $"Key{n}"), listed.Select(p => p.Key.Value));
    }

    [Fact]
    public virtual async Task Search_gives_the_best_by_terms_and_the_best_by_vector_with_both_scores()
    {
        var shelf = await StoreShelfAsync(40);
        for (var seed = 1; seed <= 20; seed++)
        {
            await AssertFindsAsync(shelf, ConformanceLibrary.Query(seed));
        }
    }

    [Fact]
    public virtual async Task Search_by_terms_alone_finds_only_passages_with_a_term()
    {
        var shelf = await StoreShelfAsync(20);
        var query = new PassageQuery { Terms = [(ConformanceLibrary.TermId("harbour"), 1f)] };

        var hits = await Index.SearchAsync(query, Token);

        Assert.NotEmpty(hits);
        Assert.All(hits, h => Assert.True(h.TermScore > 0 && h.Similarity == 0));
        await AssertFindsAsync(shelf, query);
        await AssertFindsAsync(shelf, query with { Vector = new float[Dimensions] });
    }

    [Fact]
    public virtual async Task Search_by_vector_alone_scores_no_terms()
    {
        var shelf = await StoreShelfAsync(20);
        var query = new PassageQuery { Vector = ConformanceLibrary.Vector(77), Candidates = 5 };

        var hits = await Index.SearchAsync(query, Token);

        Assert.Equal(5, hits.Count);
        Assert.All(hits, h => Assert.Equal(0, h.TermScore));
        await AssertFindsAsync(shelf, query);
    }

    [Fact]
    public virtual async Task A_passage_is_most_similar_to_its_own_vector()
    {
        var shelf = await StoreShelfAsync(20);
        var passage = shelf[7].Passages[0];

        var hits = await Index.SearchAsync(new PassageQuery { Vector = passage.Vector, Candidates = 1 }, Token);

        var hit = Assert.Single(hits);
        Assert.Equal(passage.Passage, hit.Passage);
        Assert.Equal(1, hit.Similarity, Rounding);
    }

    [Fact]
    public virtual async Task A_term_weighs_what_the_question_gives_it()
    {
        await StoreShelfAsync(20);
        var term = ConformanceLibrary.TermId("tide");

        var once = await Index.SearchAsync(new PassageQuery { Terms = [(term, 1f)] }, Token);
        var half = await Index.SearchAsync(new PassageQuery { Terms = [(term, 0.5f)] }, Token);

        Assert.NotEmpty(once);
        Assert.Equal(once.ToDictionary(h => h.Passage.Id, h => h.TermScore / 2), half.ToDictionary(h => h.Passage.Id, h => h.TermScore), new ScoreComparer());
    }

    [Fact]
    public virtual async Task Unknown_terms_find_nothing()
    {
        await StoreShelfAsync(5);

        Assert.Empty(await Index.SearchAsync(new PassageQuery { Terms = [(Bm25Encoder.TermId("zyzzyva"), 1f)] }, Token));
        Assert.Empty(await Index.SearchAsync(new PassageQuery(), Token));
    }

    [Fact]
    public virtual async Task A_passage_with_the_zero_vector_is_found_by_its_terms()
    {
        var made = ConformanceLibrary.Paper(1, "The quokka sleeps.");
        await Index.UpsertAsync(made with { Passages = [made.Passages[0] with { Vector = new float[Dimensions] }] }, Token);
        await Index.UpsertAsync(ConformanceLibrary.Paper(2, "The tide turns."), Token);

        var hits = await Index.SearchAsync(new PassageQuery { Terms = [(ConformanceLibrary.TermId("quokka"), 1f)], Vector = ConformanceLibrary.Vector(5), Candidates = 1 }, Token);

        var hit = Assert.Single(hits, h => h.Passage.Id.Paper == made.Paper.Id);
        Assert.Equal(0, hit.Similarity, Rounding);
        Assert.True(hit.TermScore > 0);
    }

    [Fact]
    public virtual async Task A_huge_limit_gives_every_passage_once()
    {
        var shelf = await StoreShelfAsync(30);

        var hits = await Index.SearchAsync(ConformanceLibrary.Query(3) with { Candidates = int.MaxValue }, Token);

        Assert.Equal(shelf.SelectMany(p => p.Passages).Select(p => p.Passage.Id.Value).Order(), hits.Select(h => h.Passage.Id.Value).Order());
    }

    [Fact]
    public virtual async Task Filters_hold_for_both_arms()
    {
        var shelf = await StoreShelfAsync(40);
        PassageFilter[] filters =
        [
            new() { Papers = [shelf[4].Paper.Id, shelf[11].Paper.Id, new PaperId("arxiv:2305.04091")] },
            new() { FromYear = 2010 },
            new() { ToYear = 2005 },
            new() { FromYear = 2005, ToYear = 2005 },
            new() { Tags = ["coast"] },
            new() { Tags = ["COAST", "open sea"] },
            new() { Tags = ["coast"], FromYear = 2002, ToYear = 2012, Papers = [.. shelf.Take(20).Select(p => p.Paper.Id)] },
        ];
        foreach (var filter in filters)
        {
            var admitted = shelf.Where(p => filter.Admits(p.Paper)).ToList();
            Assert.NotEmpty(admitted);
            Assert.Equal(admitted.Select(p => p.Paper.Key), (await Index.ListPapersAsync(filter, Token)).Select(p => p.Key));
            Assert.Equal(new IndexCounts(admitted.Count, admitted.Sum(p => p.Passages.Count)), await Index.CountAsync(filter, Token));
            for (var seed = 1; seed <= 5; seed++)
            {
                await AssertFindsAsync(shelf, ConformanceLibrary.Query(seed) with { Filter = filter });
            }
        }
    }

    [Fact]
    public virtual async Task A_filter_that_no_paper_passes_finds_nothing()
    {
        await StoreShelfAsync(10);
        PassageFilter[] filters =
        [
            new() { Papers = [new PaperId("arxiv:2305.04091")] },
            new() { FromYear = 2100 },
            new() { FromYear = 2012, ToYear = 2001 },
            new() { Tags = ["coas"] },
        ];
        foreach (var filter in filters)
        {
            Assert.Empty(await Index.SearchAsync(ConformanceLibrary.Query(1) with { Filter = filter }, Token));
            Assert.Empty(await Index.ListPapersAsync(filter, Token));
            Assert.Equal(new IndexCounts(0, 0), await Index.CountAsync(filter, Token));
        }
    }

    [Fact]
    public virtual async Task A_paper_without_a_year_passes_no_filter_by_year()
    {
        await Index.UpsertAsync(ConformanceLibrary.Paper(1, "The tide turns."), Token);

        Assert.Empty(await Index.ListPapersAsync(new PassageFilter { FromYear = 1 }, Token));
        Assert.Empty(await Index.ListPapersAsync(new PassageFilter { ToYear = 9999 }, Token));
    }

    [Fact]
    public virtual async Task No_paper_contributes_more_than_the_limit_to_an_arm()
    {
        var shelf = (await StoreShelfAsync(12)).ToList();
        var large = ConformanceLibrary.Paper(50, [.. Enumerable.Range(0, 30).Select(i => $"Tide and tide and harbour {i}.")]);
        await Index.UpsertAsync(large, Token);
        shelf.Add(large);
        for (var limit = 1; limit <= 3; limit++)
        {
            await AssertFindsAsync(shelf, new PassageQuery { Terms = [(ConformanceLibrary.TermId("harbour"), 1f)], Candidates = 8, MaxPerPaper = limit });
            await AssertFindsAsync(shelf, new PassageQuery { Vector = ConformanceLibrary.Vector(3), Candidates = 8, MaxPerPaper = limit });
        }
    }

    [Fact]
    public virtual async Task A_deleted_paper_is_gone_from_everything()
    {
        var shelf = (await StoreShelfAsync(20)).ToList();
        var deleted = shelf[6];
        Assert.True(await Index.DeleteAsync(deleted.Paper.Id, Token));
        shelf.RemoveAt(6);

        Assert.False(await Index.DeleteAsync(deleted.Paper.Id, Token));
        Assert.Null(await Index.GetPaperAsync(deleted.Paper.Id, Token));
        Assert.Empty(await Index.GetPassagesAsync(deleted.Paper.Id, Token));
        Assert.Equal(shelf.Select(p => p.Paper.Key), (await Index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Key));
        await AssertCountsAsync(shelf);
        for (var seed = 1; seed <= 10; seed++)
        {
            await AssertFindsAsync(shelf, ConformanceLibrary.Query(seed));
        }
    }

    [Fact]
    public virtual async Task Storing_a_paper_again_replaces_its_passages()
    {
        var shelf = (await StoreShelfAsync(10)).ToList();
        var corrected = ConformanceLibrary.Paper(3, "The quokka sleeps.");
        await Index.UpsertAsync(corrected, Token);
        shelf.RemoveAt(3);
        shelf.Add(corrected);

        Assert.Equal(corrected.Passages.Select(p => p.Passage), await Index.GetPassagesAsync(corrected.Paper.Id, Token));
        Assert.Equal("The quokka sleeps.", Assert.Single((await Index.GetPaperAsync(corrected.Paper.Id, Token))!.Sections).Text);
        await AssertCountsAsync(shelf);
        for (var seed = 1; seed <= 10; seed++)
        {
            await AssertFindsAsync(shelf, ConformanceLibrary.Query(seed));
        }
    }

    [Fact]
    public virtual async Task A_paper_replaces_the_one_it_was_stored_as_before()
    {
        var old = ConformanceLibrary.Paper(1, "The tide turns.");
        await Index.UpsertAsync(old, Token);
        await Index.UpsertAsync(ConformanceLibrary.Paper(2, "The moon pulls."), Token);
        var renamed = Renamed(old, 3);

        await Index.UpsertAsync(renamed with { Replaces = old.Paper.Id }, Token);

        Assert.Null(await Index.GetPaperAsync(old.Paper.Id, Token));
        Assert.Empty(await Index.GetPassagesAsync(old.Paper.Id, Token));
        Assert.Equal(old.Paper.Key, (await Index.GetPaperAsync(renamed.Paper.Id, Token))!.Key);
        Assert.Equal(new IndexCounts(2, 2), await Index.CountAsync(PassageFilter.None, Token));
        Assert.Equal([1], await Index.CountPassagesWithTermsAsync([ConformanceLibrary.TermId("tide")], Token));
    }

    [Fact]
    public virtual async Task Readers_see_a_paper_under_exactly_one_of_its_ids_while_it_is_replaced()
    {
        var paper = ConformanceLibrary.Paper(0, "The tide turns.");
        await Index.UpsertAsync(paper, Token);
        var done = false;
        var reading = Task.Run(
            async () =>
            {
                while (!Volatile.Read(ref done))
                {
                    var papers = await Index.ListPapersAsync(PassageFilter.None, Token);
                    Assert.Single(papers);
                    var hit = Assert.Single(await Index.SearchAsync(new PassageQuery { Terms = [(ConformanceLibrary.TermId("tide"), 1f)] }, Token));
                    Assert.Equal("The tide turns.", hit.Passage.Text);
                }
            },
            Token);
        for (var n = 1; n <= 50; n++)
        {
            var renamed = Renamed(paper, n);
            await Index.UpsertAsync(renamed with { Replaces = paper.Paper.Id }, Token);
            paper = renamed;
            await Task.Yield();
        }

        Volatile.Write(ref done, true);
        await reading;
    }

    [Fact]
    public virtual async Task Passages_are_counted_by_term()
    {
        await AssertCountsAsync(await StoreShelfAsync(15));
    }

    [Fact]
    public virtual async Task Writers_and_readers_may_work_at_once()
    {
        var shelf = ConformanceLibrary.Shelf(40);
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 160),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (i, cancellationToken) =>
            {
                try
                {
                    switch (i % 4)
                    {
                        case 0:
                            await Index.UpsertAsync(shelf[i / 4], cancellationToken);
                            break;
                        case 1:
                            foreach (var hit in await Index.SearchAsync(ConformanceLibrary.Query(i), cancellationToken))
                            {
                                Assert.Contains(shelf, p => p.Passages.Any(q => q.Passage == hit.Passage));
                            }

                            break;
                        case 2:
                            foreach (var paper in await Index.ListPapersAsync(PassageFilter.None, cancellationToken))
                            {
                                Assert.NotEmpty(await Index.GetPassagesAsync(paper.Id, cancellationToken));
                            }

                            break;
                        default:
                            var counts = await Index.CountAsync(PassageFilter.None, cancellationToken);
                            Assert.True(counts.Passages >= counts.Papers);
                            break;
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    failures.Enqueue(e);
                }
            });

        Assert.Empty(failures);
        await AssertCountsAsync(shelf);
        await AssertFindsAsync(shelf, ConformanceLibrary.Query(5));
    }

    [Fact]
    public virtual async Task A_cancelled_call_throws_and_changes_nothing()
    {
        var paper = ConformanceLibrary.Paper(1, "The tide turns.");
        await Index.UpsertAsync(paper, Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Index.UpsertAsync(ConformanceLibrary.Paper(2, "The moon pulls."), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Index.UpsertAsync(ConformanceLibrary.Paper(1, "The moon pulls."), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Index.DeleteAsync(paper.Paper.Id, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Index.SearchAsync(ConformanceLibrary.Query(1), cancelled.Token));

        Assert.Equal(new IndexCounts(1, 1), await Index.CountAsync(PassageFilter.None, Token));
        Assert.Equal(paper.Passages.Select(p => p.Passage), await Index.GetPassagesAsync(paper.Paper.Id, Token));
    }

    [Fact]
    public virtual async Task A_library_opened_again_ranks_the_same()
    {
        var shelf = (await StoreShelfAsync(30)).ToList();
        await Index.DeleteAsync(shelf[2].Paper.Id, Token);
        await Index.DeleteAsync(shelf[29].Paper.Id, Token);
        await Index.UpsertAsync(shelf[10], Token);
        IndexedPaper[] kept = [.. shelf.Take(2), .. shelf.Skip(3).Take(26)];
        var before = await AnswersAsync();
        var listed = await Index.ListPapersAsync(PassageFilter.None, Token);

        await CloseAsync(Index);
        Index = await OpenAsync();

        Assert.Equal(before, await AnswersAsync(), new ScoreComparer());
        Assert.Equal(listed.Select(p => p.Key), (await Index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Key));
        await AssertCountsAsync(kept);
        await AssertFindsAsync(kept, ConformanceLibrary.Query(4));

        async Task<Dictionary<PassageId, float>> AnswersAsync()
        {
            var answers = new Dictionary<PassageId, float>();
            for (var seed = 1; seed <= 10; seed++)
            {
                foreach (var hit in await Index.SearchAsync(ConformanceLibrary.Query(seed), Token))
                {
                    answers[hit.Passage.Id] = answers.GetValueOrDefault(hit.Passage.Id) + hit.TermScore + hit.Similarity;
                }
            }

            return answers;
        }
    }

    [Theory]
    [InlineData("Erdős and Gödel meet 数据 модель in Zürich, na\u00efve and nai\u0308ve.")]
    [InlineData("𝔼[x²] ≤ ½ → 😀 in a \u202Eright-to-left\u202C mark, שלום, with\ttab,\r\nnew line and \u00A0no-break space.")]
    [InlineData("Quotes ' \" ` and \\ % _ ; -- DROP TABLE paper; {} <b>&amp;</b> $0 ?1 @x")]
    [InlineData("A zero \0 inside the text, and \uFFFE, and the end.")]
    public virtual async Task Text_comes_back_letter_by_letter(string text)
    {
        var made = ConformanceLibrary.Paper(1, text);
        made = made with { Paper = made.Paper with { Title = text, Authors = [text], Tags = [text], Venue = text } };
        await Index.UpsertAsync(made, Token);
        await CloseAsync(Index);
        Index = await OpenAsync();

        var paper = await Index.GetPaperAsync(made.Paper.Id, Token);

        Assert.Equal(text, paper!.Title);
        Assert.Equal([text], paper.Authors);
        Assert.Equal(text, Assert.Single(paper.Sections).Text);
        Assert.Equal(text, Assert.Single(await Index.GetPassagesAsync(made.Paper.Id, Token)).Text);
        Assert.Equal(text, Assert.Single(await Index.SearchAsync(new PassageQuery { Vector = made.Passages[0].Vector }, Token)).Passage.Text);
        Assert.Single(await Index.ListPapersAsync(new PassageFilter { Tags = [text] }, Token));
    }

    [Fact]
    public virtual async Task Ids_of_any_letters_are_kept_apart()
    {
        string[] ids = ["doi:10.1000/a#1v2", "doi:10.1000/A#1v2", "doi:10.1000/(sici)1'\"%<>", "arxiv:cs/0112017", "arxiv:cs/0112017v1"];
        for (var i = 0; i < ids.Length; i++)
        {
            await Index.UpsertAsync(Renamed(ConformanceLibrary.Paper(i, $"Text {i}."), new PaperId(ids[i])), Token);
        }

        for (var i = 0; i < ids.Length; i++)
        {
            var passage = Assert.Single(await Index.GetPassagesAsync(new PaperId(ids[i]), Token));
            Assert.Equal($"Text {i}.", passage.Text);
            Assert.Equal(ids[i], passage.Id.Paper.Value);
        }
    }

    protected static async ValueTask CloseAsync(IPassageIndex index)
    {
        switch (index)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private static IndexedPaper Renamed(IndexedPaper paper, int n) => Renamed(paper, ConformanceLibrary.Paper(n).Paper.Id);

    private static IndexedPaper Renamed(IndexedPaper paper, PaperId id) => new(
        paper.Paper with { Id = id },
        [.. paper.Passages.Select(p => p with { Passage = p.Passage with { Id = p.Passage.Id with { Paper = id } } })]);

    private async Task<IReadOnlyList<IndexedPaper>> StoreShelfAsync(int papers)
    {
        var shelf = ConformanceLibrary.Shelf(papers);
        foreach (var paper in shelf)
        {
            await Index.UpsertAsync(paper, Token);
        }

        return shelf;
    }

    private async Task AssertCountsAsync(IReadOnlyList<IndexedPaper> library)
    {
        var passages = library.SelectMany(p => p.Passages).ToList();
        var terms = passages.SelectMany(p => p.Terms.TermIds).Distinct().ToList();

        Assert.Equal(new IndexCounts(library.Count, passages.Count), await Index.CountAsync(PassageFilter.None, Token));
        Assert.Equal(terms.Select(t => passages.Count(p => p.Terms.TermIds.Contains(t))), await Index.CountPassagesWithTermsAsync(terms, Token));
    }

    private async Task AssertFindsAsync(IReadOnlyList<IndexedPaper> library, PassageQuery query)
    {
        var hits = await Index.SearchAsync(query, Token);
        ConformanceLibrary.Expected(library, query).AssertAre(hits);
        Assert.All(hits, h => Assert.Contains(library, p => p.Passages.Any(q => q.Passage == h.Passage)));
        Assert.All(hits.CountBy(h => h.Passage.Id.Paper), g => Assert.True(g.Value <= 2 * Math.Min(query.MaxPerPaper, 1_000_000)));
    }

    private sealed class ScoreComparer : IEqualityComparer<Dictionary<PassageId, float>>
    {
        public bool Equals(Dictionary<PassageId, float>? x, Dictionary<PassageId, float>? y) =>
            x is not null && y is not null && x.Count == y.Count && x.All(p => y.TryGetValue(p.Key, out var score) && Math.Abs(score - p.Value) <= Rounding);

        public int GetHashCode(Dictionary<PassageId, float> obj) => obj.Count;
    }
}
