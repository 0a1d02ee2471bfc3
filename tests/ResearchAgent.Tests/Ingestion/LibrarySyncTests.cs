using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using Xunit;

namespace ResearchAgent.Tests.Ingestion;

/// <summary>Real files, real readers, a real library.</summary>
public sealed class LibrarySyncTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sync-").FullName;
    private readonly SqlitePassageIndex _index;

    public LibrarySyncTests()
    {
        Directory.CreateDirectory(Folder);
        _index = SqlitePassageIndex.Open(Library, "test");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_root, "papers");

    private string Library => Path.Combine(_root, "library");

    public void Dispose()
    {
        _index.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task New_files_are_added_and_then_left_alone()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        Note("deep/b.md", "Moons", "The moon pulls.");

        var first = await SyncAsync();
        var second = await SyncAsync();

        Assert.Equal((2, 0), (first.Added, first.UnchangedFiles));
        Assert.Equal((0, 0, 0, 2), (second.Added, second.Replaced, second.Removed, second.UnchangedFiles));
        Assert.Empty(second.Files);
        Assert.Equal(["Tides", "Moons"], await TitlesAsync());
    }

    [Fact]
    public async Task A_changed_file_is_read_again_and_a_touched_one_is_not()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        Note("b.md", "Moons", "The moon pulls.");
        await SyncAsync();
        Note("a.md", "Tides", "The tide moves much silt.");
        File.SetLastWriteTimeUtc(Path.Combine(Folder, "b.md"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var report = await SyncAsync();

        Assert.Equal((0, 1, 0, 1), (report.Added, report.Replaced, report.Removed, report.UnchangedFiles));
        Assert.Equal("The tide moves much silt.", (await PaperAsync("Tides")).Sections[0].Text);
    }

    [Fact]
    public async Task A_file_that_tells_of_another_paper_now_takes_the_old_one_away()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        await SyncAsync();
        Note("a.md", "Volcanoes", "Ash falls on the town.");

        var report = await SyncAsync();

        Assert.Equal((1, 1), (report.Added, report.Removed));
        Assert.Equal(["Volcanoes"], await TitlesAsync());
    }

    [Fact]
    public async Task Papers_of_a_file_that_is_gone_go_and_those_that_a_person_added_or_edited_stay()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        Note("b.md", "Moons", "The moon pulls.");
        Note("c.md", "Stars", "The stars burn.");
        await Importer().ImportAsync([Path.Combine(Folder, "b.md")], null, null, Token);
        await SyncAsync();
        await new LibraryEditor(_index, StaticWordVectors.Shared).EditAsync((await PaperAsync("Stars")).Id, p => p with { Tags = ["sky"] }, [EditedFieldNames.Tags], Token);
        File.Delete(Path.Combine(Folder, "a.md"));
        File.Delete(Path.Combine(Folder, "b.md"));
        File.Delete(Path.Combine(Folder, "c.md"));

        var report = await SyncAsync();

        Assert.Equal(1, report.Removed);
        Assert.Equal(["Moons", "Stars"], await TitlesAsync());
        Assert.Empty(await LibrarySync.ListAsync(Library, Token));
    }

    [Fact]
    public async Task A_paper_that_two_files_give_stays_while_one_of_them_is_there()
    {
        Note("a.md", "Tides", "The tide moves silt into the harbour.");
        Note("b.md", "Tides", "The tide moves silt.");
        await SyncAsync();
        Assert.Single(await TitlesAsync());
        File.Delete(Path.Combine(Folder, "b.md"));

        await SyncAsync();

        Assert.Equal("The tide moves silt into the harbour.", (await PaperAsync("Tides")).Sections[0].Text);
        File.Delete(Path.Combine(Folder, "a.md"));
        await SyncAsync();
        Assert.Empty(await TitlesAsync());
    }

    [Fact]
    public async Task A_file_that_moved_keeps_what_a_person_wrote()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        await SyncAsync();
        await new LibraryEditor(_index, StaticWordVectors.Shared).EditAsync((await PaperAsync("Tides")).Id, p => p with { Key = new CitationKey("MyTides") }, [], Token);
        Directory.CreateDirectory(Path.Combine(Folder, "sorted"));
        File.Move(Path.Combine(Folder, "a.md"), Path.Combine(Folder, "sorted", "tides.md"));

        var report = await SyncAsync();

        Assert.Equal((0, 0, 0), (report.Added, report.Replaced, report.Removed));
        Assert.Equal("MyTides", (await PaperAsync("Tides")).Key.Value);
        Assert.Equal("tides.md", Path.GetFileName(Assert.Single(await LibrarySync.ListAsync(Library, Token)).Path));
    }

    [Fact]
    public async Task Each_file_has_a_state_with_its_reason_and_a_failed_one_is_tried_again()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        Write("b.jsonl", "{\"title\": \"Moons\", \"abstract\": \"The moon pulls.\"}\nbroken\n");
        Write("c.xyz", "what is this");
        Write(".hidden.md", "# Hidden\n\nNot looked at.");

        var report = await SyncAsync();

        Assert.Equal([SyncState.Indexed, SyncState.Failed, SyncState.Skipped], report.Files.Select(f => f.State));
        Assert.Contains("line 2", report.Files[1].Reason, StringComparison.Ordinal);
        Assert.Contains("no reader knows", report.Files[2].Reason, StringComparison.Ordinal);
        Assert.Equal(["Tides", "Moons"], await TitlesAsync());
        Assert.Equal("b.jsonl", Path.GetFileName(Assert.Single((await SyncAsync()).Files).Path));
    }

    [Fact]
    public async Task A_library_inside_the_folder_is_none_of_its_papers()
    {
        using var inner = SqlitePassageIndex.Open(Path.Combine(Folder, "research"), "test");
        Note("a.md", "Tides", "The tide moves silt.");

        var report = await new LibrarySync(Importer(inner), Path.Combine(Folder, "research")).RunAsync(Folder, null, Token);

        Assert.Equal("a.md", Path.GetFileName(Assert.Single(report.Files).Path));
    }

    [Fact]
    public async Task A_run_that_stops_anywhere_is_completed_by_the_next_one()
    {
        for (var i = 0; i < 12; i++)
        {
            Note($"{i:D2}.md", $"Paper {i} of twelve", $"Text number {i} of twelve papers.");
        }

        Note("12.md", "Paper 3 of twelve", "Text number 3 of twelve papers, in another file and longer.");
        for (var stopAfter = 1; stopAfter < 13; stopAfter += 3)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var records = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sync().RunAsync(Folder, new Stopping(() => ++records == stopAfter, stop), stop.Token));
        }

        await SyncAsync();

        using var other = SqlitePassageIndex.Open(Path.Combine(_root, "undisturbed"), "test");
        await new LibrarySync(Importer(other), Path.Combine(_root, "undisturbed")).RunAsync(Folder, null, Token);
        Assert.Equivalent(await other.ListPapersAsync(PassageFilter.None, Token), await _index.ListPapersAsync(PassageFilter.None, Token), strict: true);
    }

    [Fact]
    public async Task An_unfinished_last_line_of_the_journal_costs_one_file()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        Note("b.md", "Moons", "The moon pulls.");
        await SyncAsync();
        var journal = Path.Combine(Library, "sync.jsonl");
        var text = await File.ReadAllTextAsync(journal, Token);
        await File.WriteAllTextAsync(journal, text[..^20], Token);

        var report = await SyncAsync();

        Assert.Equal("b.md", Path.GetFileName(Assert.Single(report.Files).Path));
        Assert.Equal((0, 0, 0), (report.Added, report.Replaced, report.Removed));
    }

    [Fact]
    public async Task Two_runs_at_once_are_refused_with_a_reason()
    {
        Note("a.md", "Tides", "The tide moves silt.");
        using var held = new FileStream(Path.Combine(Library, "sync.jsonl.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var refused = await Assert.ThrowsAsync<IOException>(SyncAsync);

        Assert.Contains("another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_bibliography_attaches_is_read_with_it_and_on_its_own_when_it_is_let_go()
    {
        Note("tides.md", "Untitled document", "The tide moves silt into the channel.");
        var bibliography = new ScriptedReader { Extensions = [".bib"], ReadsBibliographies = true };
        bibliography.Script("refs.bib", Record("Tides of the harbour", "tides.md"));
        Write("refs.bib", "version 1");

        var report = await Sync(bibliography).RunAsync(Folder, null, Token);

        Assert.Equal(["Tides of the harbour"], await TitlesAsync());
        Assert.Equal("The tide moves silt into the channel.", (await PaperAsync("Tides of the harbour")).Sections[0].Text);
        Assert.Equal([SyncState.Indexed, SyncState.Skipped], report.Files.Select(f => f.State));
        Assert.Contains("refs.bib", report.Files[1].Reason, StringComparison.Ordinal);
        Assert.Equal(2, (await Sync(bibliography).RunAsync(Folder, null, Token)).UnchangedFiles);

        Note("tides.md", "Untitled document", "The tide moves a little silt into the channel.");
        await Sync(bibliography).RunAsync(Folder, null, Token);
        Assert.Equal("The tide moves a little silt into the channel.", (await PaperAsync("Tides of the harbour")).Sections[0].Text);

        bibliography.Script("refs.bib", Record("Tides of the harbour", null));
        Write("refs.bib", "version 2");
        await Sync(bibliography).RunAsync(Folder, null, Token);
        Assert.Contains("Untitled document", await TitlesAsync());
    }

    private static PaperRecord Record(string title, string? attachment) => new("", 0, title)
    {
        Sections = [],
        Authority = RecordAuthority.Bibliography,
        Attachments = attachment is null ? [] : [attachment],
    };

    private void Note(string name, string title, string text) => Write(name, $"# {title}\n\n{text}\n");

    private void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private Task<SyncReport> SyncAsync() => Sync().RunAsync(Folder, null, Token);

    private LibrarySync Sync(params IPaperReader[] readers) => new(Importer(_index, readers), Library);

    private PaperImporter Importer(IPassageIndex? index = null, params IPaperReader[] readers) => new(index ?? _index, StaticWordVectors.Shared, [.. readers, .. PaperReaders.All]);

    private async Task<List<string>> TitlesAsync() => [.. (await _index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Title)];

    private async Task<Paper> PaperAsync(string title) =>
        (await _index.GetPaperAsync(Assert.Single(await _index.ListPapersAsync(PassageFilter.None, Token), p => p.Title == title).Id, Token))!;

    private sealed class Stopping(Func<bool> isTime, CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (isTime())
            {
                stop.Cancel();
            }
        }
    }
}
