using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;
using Xunit;

namespace ResearchAgent.SqliteIndex.Tests;

/// <summary>What only a library in one file can get wrong: foreign files, versions, crashes, other processes.</summary>
public sealed class LibraryFileTests : IDisposable
{
    private readonly TemporaryLibrary _library = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _library.Dispose();

    [Fact]
    public async Task A_newer_library_is_refused_by_version_and_left_as_it_is()
    {
        await StoreAsync(3);
        _library.Execute("PRAGMA user_version = 99");
        var before = Contents();

        var e = Assert.Throws<LibraryException>(_library.Open);

        Assert.Equal(_library.File, e.Path);
        Assert.Contains("schema 99", e.Message, StringComparison.Ordinal);
        Assert.Contains("--library", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("CREATE TABLE note (text TEXT)")]
    [InlineData("CREATE TABLE note (text TEXT); PRAGMA user_version = 1")]
    [InlineData("CREATE TABLE note (text TEXT); PRAGMA user_version = 75")]
    [InlineData("CREATE TABLE note (text TEXT); PRAGMA application_id = 1234")]
    [InlineData("CREATE TABLE note (text TEXT); PRAGMA application_id = 1234; PRAGMA user_version = 1")]
    public void A_file_of_another_program_is_refused_and_left_as_it_is(string sql)
    {
        _library.Execute(sql);
        var before = Contents();

        var e = Assert.Throws<LibraryException>(_library.Open);

        Assert.Contains("another program", e.Message, StringComparison.Ordinal);
        Assert.Contains(_library.File, e.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        File.WriteAllText(_library.File, string.Concat(Enumerable.Repeat("This is a shopping list, not a library.\n", 200)));
        var before = Contents();

        var e = Assert.Throws<LibraryException>(_library.Open);

        Assert.Contains("not a SQLite file", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_folder_in_the_way_is_reported()
    {
        Directory.CreateDirectory(_library.File);

        var e = Assert.Throws<LibraryException>(_library.Open);

        Assert.Contains("--library", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_for_another_embedder_and_searching_leaves_the_file_as_it_is()
    {
        await StoreAsync(2);
        var before = Contents();

        using (var other = SqlitePassageIndex.Open(_library.Folder, "other-embedder"))
        {
            await other.SearchAsync(ConformanceLibrary.Query(1), Token);
        }

        Assert.Equal(before, Contents());
        using var index = _library.Open();
        Assert.Equal(2, (await index.CountAsync(PassageFilter.None, Token)).Papers);
    }

    [Fact]
    public async Task A_library_opened_by_many_at_once_for_the_first_time_works_for_all()
    {
        const int Openers = 6;
        for (var round = 0; round < 10; round++)
        {
            using var library = new TemporaryLibrary();
            using var start = new Barrier(Openers);
            var opened = await Task.WhenAll(Enumerable.Range(0, Openers).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Token);
                    return library.Open();
                },
                Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            await opened[0].UpsertAsync(ConformanceLibrary.Paper(1, "The tide turns."), Token);
            foreach (var index in opened)
            {
                Assert.Equal(1, (await index.CountAsync(PassageFilter.None, Token)).Papers);
                index.Dispose();
            }
        }
    }

    [Fact]
    public async Task What_another_connection_writes_is_noticed()
    {
        using var here = _library.Open();
        using var there = _library.Open();
        var tide = new PassageQuery { Terms = [(ConformanceLibrary.TermId("tide"), 1f)] };

        await there.UpsertAsync(ConformanceLibrary.Paper(1, "The tide turns."), Token);
        var added = await here.SearchAsync(tide, Token);
        await here.UpsertAsync(ConformanceLibrary.Paper(2, "The tide rises."), Token);
        var seenThere = await there.SearchAsync(tide, Token);
        await there.DeleteAsync(ConformanceLibrary.Paper(1).Paper.Id, Token);
        var deleted = await here.SearchAsync(tide, Token);

        Assert.Single(added);
        Assert.Equal(2, seenThere.Count);
        Assert.Equal("The tide rises.", Assert.Single(deleted).Passage.Text);
        Assert.Equal(new IndexCounts(1, 1), await here.CountAsync(PassageFilter.None, Token));
    }

    [Fact]
    public async Task A_reader_never_trips_over_a_writer_on_another_connection()
    {
        using var reader = _library.Open();
        using var writer = _library.Open();
        await writer.UpsertAsync(Large(0), Token);
        var done = false;
        var reading = Task.Run(
            async () =>
            {
                var searches = 0;
                while (!Volatile.Read(ref done))
                {
                    var hits = await reader.SearchAsync(new PassageQuery { Terms = [(ConformanceLibrary.TermId("tide"), 1f)], Vector = ConformanceLibrary.Vector(1) }, Token);
                    Assert.True(hits.Count is 20 or 40, $"{hits.Count} hits are no whole papers.");
                    Assert.All(hits, h => Assert.StartsWith("The tide", h.Passage.Text, StringComparison.Ordinal));
                    searches++;
                }

                return searches;
            },
            Token);
        for (var n = 1; n <= 150; n++)
        {
            await writer.UpsertAsync(Large(n), Token);
            await writer.DeleteAsync(Large(n - 1).Paper.Id, Token);
        }

        Volatile.Write(ref done, true);
        Assert.True(await reading > 0);

        static IndexedPaper Large(int n) => ConformanceLibrary.Paper(n, [.. Enumerable.Range(0, 20).Select(i => $"The tide turns {i} times.")]);
    }

    [Fact]
    public async Task A_crash_leaves_whole_papers_only()
    {
        var shelf = ConformanceLibrary.Shelf(12);
        byte[] database, log;
        using (var index = _library.Open())
        {
            foreach (var paper in shelf)
            {
                await index.UpsertAsync(paper, Token);
            }

            await index.UpsertAsync(ConformanceLibrary.Paper(5, "The quokka sleeps."), Token);
            database = _library.Read("library.db");
            log = _library.Read("library.db-wal");
        }

        Assert.True(log.Length > 20_000, "The write-ahead log was expected to hold the papers.");
        var seen = new SortedSet<int>();
        for (var length = 0; length <= log.Length; length += 997)
        {
            using var crashed = new TemporaryLibrary();
            File.WriteAllBytes(crashed.File, database);
            File.WriteAllBytes(crashed.File + "-wal", log[..length]);
            using var index = crashed.Open();
            var papers = await index.ListPapersAsync(PassageFilter.None, Token);
            seen.Add(papers.Count);
            Assert.Equal(papers.Select(p => p.Id).Distinct().Count(), papers.Count);
            foreach (var paper in papers)
            {
                var stored = shelf.Single(p => p.Paper.Id == paper.Id);
                var passages = await index.GetPassagesAsync(paper.Id, Token);
                if (passages is not [{ Text: "The quokka sleeps." }])
                {
                    Assert.Equal(stored.Passages.Select(p => p.Passage), passages);
                    Assert.Equal(stored.Paper.Sections, (await index.GetPaperAsync(paper.Id, Token))!.Sections);
                }
            }

            var all = await index.SearchAsync(ConformanceLibrary.Query(1) with { Candidates = int.MaxValue }, Token);
            Assert.Equal((await index.CountAsync(PassageFilter.None, Token)).Passages, all.Count);
        }

        Assert.True(seen.Count > 6, $"Crashes at different times should leave different numbers of papers, not {string.Join(", ", seen)}.");
        Assert.Equal(12, seen.Max);
    }

    [Fact]
    public async Task A_further_schema_step_keeps_what_is_stored()
    {
        await StoreAsync(4);
        string[] steps = [.. Schema.Steps, "ALTER TABLE paper ADD COLUMN note TEXT NOT NULL DEFAULT 'none'; CREATE TABLE extra (name TEXT)"];
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_library.File};Pooling=False"))
        {
            connection.Open();
            Schema.Migrate(connection, _library.File, steps);
            Assert.Equal(4L, connection.Scalar("SELECT count(*) FROM paper WHERE note = 'none'"));
            Assert.Equal((long)steps.Length, connection.Scalar("PRAGMA user_version"));

            // A second start finds nothing to do.
            Schema.Migrate(connection, _library.File, steps);
            Assert.Equal(4L, connection.Scalar("SELECT count(*) FROM paper JOIN passage ON paper.number = passage.paper WHERE position = 0"));
        }

        var e = Assert.Throws<LibraryException>(_library.Open);
        Assert.Contains($"schema {steps.Length}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_step_that_fails_changes_nothing()
    {
        await StoreAsync(2);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_library.File};Pooling=False"))
        {
            connection.Open();
            string[] steps = [.. Schema.Steps, "CREATE TABLE extra (name TEXT); DROP TABLE passage; SELECT * FROM no_such_table"];
            Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => Schema.Migrate(connection, _library.File, steps));
        }

        using var index = _library.Open();
        Assert.Equal(2, (await index.CountAsync(PassageFilter.None, Token)).Papers);
    }

    [Fact]
    public async Task A_key_that_another_paper_has_is_refused_and_nothing_is_lost()
    {
        using var index = _library.Open();
        var first = ConformanceLibrary.Paper(1, "The tide turns.");
        await index.UpsertAsync(first, Token);
        var second = ConformanceLibrary.Paper(2, "The moon pulls.");

        var e = await Assert.ThrowsAsync<LibraryException>(() => index.UpsertAsync(second with { Paper = second.Paper with { Key = first.Paper.Key } }, Token));

        Assert.Contains("citation key", e.Message, StringComparison.Ordinal);
        Assert.Equal(new IndexCounts(1, 1), await index.CountAsync(PassageFilter.None, Token));
        await index.UpsertAsync(second, Token);
        Assert.Equal(new IndexCounts(2, 2), await index.CountAsync(PassageFilter.None, Token));
    }

    private async Task StoreAsync(int papers)
    {
        using var index = _library.Open();
        foreach (var paper in ConformanceLibrary.Shelf(papers))
        {
            await index.UpsertAsync(paper, Token);
        }
    }

    // Every file of the folder, by name and content.
    private string Contents() => string.Join('\n', Directory.EnumerateFiles(_library.Folder).Order(StringComparer.Ordinal)
        .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(_library.Read(f)))}"));
}
