using ResearchAgent.Bibliographies;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using Xunit;

namespace ResearchAgent.Tests.Ingestion;

public sealed class PaperImporterTests : IDisposable
{
    private const string LongText =
        "The tide moves silt into the harbour channel, and the silt decides the depth that a pilot can trust on any given day of the year. "
        + "We forecast the depth from cheap pressure sensors on the quay, and we show that the forecast stays within four centimetres of sonar in nine harbours.";

    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;
    private readonly ScriptedReader _reader = new();
    private readonly SqlitePassageIndex _index;

    public PaperImporterTests() => _index = SqlitePassageIndex.Open(Path.Combine(_folder, "library"), "test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _index.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_new_paper_is_added_with_id_key_and_passages()
    {
        _reader.Script("a.txt", Record("Plan-and-Solve Prompting", LongText) with { Authors = ["Lei Wang", "others"], Year = 2023, ArxivId = "arXiv:2305.04091v2", Doi = "none", Tags = ["llm"], Venue = "ACL", Url = "u" });

        var report = await ImportAsync("a.txt");

        AssertReport(report, added: 1);
        var paper = await OnlyPaperAsync();
        Assert.Equal("arxiv:2305.04091", paper.Id.Value);
        Assert.Equal("Wang2023PlanAndSolve", paper.Key.Value);
        Assert.Equal("2305.04091", paper.ArxivId);
        Assert.Null(paper.Doi);
        Assert.Equal(["llm"], paper.Tags);
        Assert.Equal("a.txt:1", paper.Source);
        Assert.Equal(LongText, Assert.Single(await _index.GetPassagesAsync(paper.Id, Token)).Text);
    }

    [Fact]
    public async Task Where_a_file_with_pages_lies_is_remembered_but_not_exported()
    {
        _reader.Script("a.txt", Record("Plan-and-Solve Prompting", LongText) with { Sections = [new Section("", LongText) { Pages = PageMap.From([(0, 4)]) }] });

        await ImportAsync("a.txt");

        var paper = await OnlyPaperAsync();
        Assert.Equal(Path.Combine(_folder, "a.txt"), PaperComposer.PathOf(paper));
        Assert.Equal("a.txt", PaperComposer.FileOf(paper));
        Assert.DoesNotContain(_folder, JsonlFormat.Write([paper]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_a_file_again_changes_nothing()
    {
        _reader.Script("a.txt", Record("Tides", LongText) with { Authors = ["Ada Lovelace"] }, Record("Moons", "The moon pulls."));
        await ImportAsync("a.txt");
        var before = await _index.ListPapersAsync(PassageFilter.None, Token);

        AssertReport(await ImportAsync("a.txt"), unchanged: 2);
        Assert.Equivalent(before, await _index.ListPapersAsync(PassageFilter.None, Token));
    }

    [Fact]
    public async Task The_same_paper_twice_in_one_import_is_stored_once()
    {
        _reader.Script("a.txt", Record("Tides", LongText), Record("TIDES.", LongText), Record("Tides", LongText));

        var report = await ImportAsync("a.txt");

        Assert.Equal(1, report.Added);
        Assert.Equal(1, (await _index.CountAsync(PassageFilter.None, Token)).Papers);
    }

    [Fact]
    public async Task A_corrected_abstract_replaces_the_old_one_under_the_old_key()
    {
        _reader.Script("a.txt", Record("Tides", "The tide turns."));
        await ImportAsync("a.txt");
        _reader.Script("a.txt", Record("Tides", "The moon turns the tide."));

        AssertReport(await ImportAsync("a.txt"), replaced: 1);
        var paper = await OnlyPaperAsync();
        Assert.Equal("Tides", paper.Key.Value);
        Assert.Equal("The moon turns the tide.", Assert.Single(await _index.GetPassagesAsync(paper.Id, Token)).Text);
    }

    [Theory]
    [InlineData("venue")]
    [InlineData("url")]
    [InlineData("tags")]
    [InlineData("heading")]
    [InlineData("authors")]
    [InlineData("year")]
    public async Task A_corrected_field_replaces_the_record(string field)
    {
        var record = Record("Tides", LongText) with { Authors = ["Ada Lovelace"], Year = 2020, Venue = "ACL", Url = "u", Tags = ["a"] };
        _reader.Script("a.txt", record);
        await ImportAsync("a.txt");
        _reader.Script("a.txt", field switch
        {
            "venue" => record with { Venue = "EMNLP" },
            "url" => record with { Url = "v" },
            "tags" => record with { Tags = ["a", "b"] },
            "heading" => record with { Sections = [new Section("Note", LongText)] },
            "authors" => record with { Authors = ["Ada Lovelace", "Charles Babbage"] },
            _ => record with { Year = 2021 },
        });

        AssertReport(await ImportAsync("a.txt"), replaced: 1);
        Assert.Equal("Lovelace2020Tides", (await OnlyPaperAsync()).Key.Value);
    }

    [Fact]
    public async Task A_corrected_title_with_the_same_text_replaces_the_paper_and_keeps_its_key()
    {
        _reader.Script("a.txt", Record("Tiddes in harbors", LongText));
        await ImportAsync("a.txt");
        _reader.Script("a.txt", Record("Tides in Harbours", LongText));

        AssertReport(await ImportAsync("a.txt"), replaced: 1);
        var paper = await OnlyPaperAsync();
        Assert.Equal("Tides in Harbours", paper.Title);
        Assert.Equal("TiddesHarbors", paper.Key.Value);
        AssertReport(await ImportAsync("a.txt"), unchanged: 1);
    }

    [Fact]
    public async Task Short_equal_texts_under_two_titles_are_two_papers()
    {
        _reader.Script("a.txt", Record("Tides", "To be written."), Record("Moons", "To be written."));

        AssertReport(await ImportAsync("a.txt"), added: 2);
    }

    [Fact]
    public async Task An_arxiv_id_learnt_later_replaces_the_paper_in_one_transaction()
    {
        _reader.Script("a.txt", Record("Tides", LongText));
        await ImportAsync("a.txt");
        var recording = new RecordingIndex(_index);
        _reader.Script("a.txt", Record("Tides", LongText) with { ArxivId = "2305.04091" });

        AssertReport(await ImportAsync(recording, "a.txt"), replaced: 1);

        var upsert = Assert.Single(recording.Upserts);
        Assert.StartsWith("title:", upsert.Replaces!.Value.Value, StringComparison.Ordinal);
        Assert.Equal(0, recording.Deletes);
        var paper = await OnlyPaperAsync();
        Assert.Equal("arxiv:2305.04091", paper.Id.Value);
        Assert.Equal("Tides", paper.Key.Value);
        Assert.All(await _index.GetPassagesAsync(paper.Id, Token), p => Assert.Equal(paper.Id, p.Id.Paper));
        AssertReport(await ImportAsync("a.txt"), unchanged: 1);
    }

    [Fact]
    public async Task A_preprint_that_becomes_an_article_is_one_paper()
    {
        _reader.Script("a.txt", Record("Tides", LongText) with { ArxivId = "2305.04091", Authors = ["Zoë Müller"], Year = 2022 });
        await ImportAsync("a.txt");
        _reader.Script("a.txt", Record("Tides", LongText + " Published.") with { Doi = "10.1000/tides", Authors = ["Muller, Zoe"], Year = 2023 });

        AssertReport(await ImportAsync("a.txt"), replaced: 1);
        Assert.Equal("doi:10.1000/tides", (await OnlyPaperAsync()).Id.Value);
    }

    // The publisher's record names the arXiv id under another title and with another text.
    [Fact]
    public async Task A_second_id_is_enough_to_know_a_paper_again()
    {
        _reader.Script("a.txt", Record("Tides", LongText) with { Doi = "10.1000/tides", ArxivId = "2305.04091" });
        await ImportAsync("a.txt");
        _reader.Script("b.txt", Record("Tide tables", LongText + " Older.") with { ArxivId = "2305.04091" });

        AssertReport(await ImportAsync("b.txt"), replaced: 1);
        Assert.Equal(1, (await _index.CountAsync(PassageFilter.None, Token)).Papers);
    }

    // The reading list after the bibliography: it names no ids, and must not cost the paper its own.
    [Fact]
    public async Task A_record_that_knows_less_takes_no_id_away()
    {
        _reader.Script("a.txt", Record("Tides", LongText) with { Doi = "10.1000/tides", ArxivId = "2305.04091", Year = 2023 });
        _reader.Script("b.txt", Record("Tides", LongText));
        await ImportAsync("a.txt");

        AssertReport(await ImportAsync("b.txt"), unchanged: 1);
        var paper = await OnlyPaperAsync();
        Assert.Equal("doi:10.1000/tides", paper.Id.Value);
        Assert.Equal("2305.04091", paper.ArxivId);
        AssertReport(await ImportAsync("b.txt"), unchanged: 1);
    }

    [Fact]
    public async Task Papers_of_one_title_with_different_ids_authors_or_years_stay_apart()
    {
        _reader.Script(
            "a.txt",
            Record("Editorial", "On the first year.") with { Doi = "10.1000/1" },
            Record("Editorial", "On the second year.") with { Doi = "10.1000/2" },
            Record("Preface", "By one.") with { Authors = ["Ada Lovelace"] },
            Record("Preface", "By another.") with { Authors = ["Charles Babbage"] },
            Record("Foreword", "To the first volume.") with { Year = 2020 },
            Record("Foreword", "To the second volume.") with { Year = 2021 });

        AssertReport(await ImportAsync("a.txt"), added: 6);
        AssertReport(await ImportAsync("a.txt"), unchanged: 6);
        Assert.Equal(["Editorial", "Editorialb", "Lovelace" + "Preface", "BabbagePreface", "Foreword", "Forewordb"], (await _index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Key.Value));
    }

    [Fact]
    public async Task A_key_that_is_taken_gets_a_letter_also_across_imports()
    {
        _reader.Script("a.txt", Record("Tide tables: one", "One."));
        _reader.Script("b.txt", Record("TIDE TABLES: two", "Two."), Record("Tide tables: three", "Three."));
        await ImportAsync("a.txt");
        await ImportAsync("b.txt");

        Assert.Equal(["TideTables", "TIDETABLESb", "TideTablesc"], (await _index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Key.Value));
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_reported_and_lets_the_rest_in()
    {
        _reader.Script("a.txt", path => [At(path, 1, "Tides"), new ReadFailure(path, 2, "the title is missing."), At(path, 3, "Moons")]);
        _reader.Script("b.txt", Record("Silt", "Silt settles."));
        await File.WriteAllTextAsync(Path.Combine(_folder, "empty.txt"), "", Token);
        await File.WriteAllTextAsync(Path.Combine(_folder, "unknown.txt"), "x", Token);

        var report = await ImportAsync("a.txt", "empty.txt", "missing.txt", "unknown.txt", "b.txt");

        Assert.Equal(3, report.Added);
        Assert.Equal([("a.txt", 2), ("empty.txt", 0), ("missing.txt", 0), ("unknown.txt", 0)], report.Failures.Select(f => (Path.GetFileName(f.Path), f.Line)));
        Assert.All(report.Failures, f => Assert.EndsWith(".", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_breaks_off_keeps_what_was_read_and_lets_the_next_file_in()
    {
        _reader.Script("a.txt", BreaksOff);
        _reader.Script("b.txt", Record("Silt", "Silt settles."));

        var report = await ImportAsync("a.txt", "b.txt");

        Assert.Equal(2, report.Added);
        Assert.Contains("disk on fire", Assert.Single(report.Failures).Message, StringComparison.Ordinal);

        static IEnumerable<ReadResult> BreaksOff(string path)
        {
            yield return At(path, 1, "Tides");
            throw new IOException("disk on fire.");
        }
    }

    [Fact]
    public async Task Canceling_stops_before_the_next_paper_and_keeps_the_stored_ones()
    {
        _reader.Script("a.txt", Record("One", "First."), Record("Two", "Second."), Record("Three", "Third."));
        using var canceling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var progress = new Immediately(p =>
        {
            if (p.Records == 2)
            {
                canceling.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Importer(_index).ImportAsync([Write("a.txt")], null, progress, canceling.Token));

        Assert.Equal(["One", "Two"], (await _index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Title));
        AssertReport(await ImportAsync("a.txt"), added: 1, unchanged: 2);
    }

    [Fact]
    public async Task Canceling_stops_an_import_that_finds_nothing_new()
    {
        // More than is read ahead of what is stored.
        const int records = 100;
        _reader.Script("a.txt", [.. Enumerable.Range(0, records).Select(i => Record($"Paper {i}", $"Text {i}."))]);
        await ImportAsync("a.txt");
        using var canceling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var read = _reader.Read;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Importer(_index).ImportAsync([Write("a.txt")], null, new Immediately(_ => canceling.Cancel()), canceling.Token));

        Assert.InRange(_reader.Read - read, 1, records - 1);
    }

    [Fact]
    public async Task Progress_counts_files_and_records()
    {
        _reader.Script("a.txt", Record("One", "First."), Record("Two", "Second."));
        _reader.Script("b.txt", path => [new ReadFailure(path, 1, "bad.")]);
        var seen = new List<ImportProgress>();

        await Importer(_index).ImportAsync([Write("a.txt"), Write("b.txt")], null, new Immediately(seen.Add), Token);

        Assert.Equal([(0, 1), (0, 2), (1, 2), (1, 2), (2, 2)], seen.Select(p => (p.FilesDone, p.Records)));
        Assert.All(seen, p => Assert.Equal(2, p.Files));
    }

    [Fact]
    public async Task A_folder_is_read_in_order_of_name_and_a_file_named_twice_once()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        foreach (var name in (string[])["b.txt", "a.txt", "c.dat", "sub/d.txt"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), "x", Token);
        }

        _reader.Script("a.txt", Record("One", "First."));
        _reader.Script("b.txt", Record("Two", "Second."));
        _reader.Script("d.txt", Record("Three", "Third."));

        var report = await Importer(_index).ImportAsync([_folder, Path.Combine(_folder, "a.txt")], null, null, Token);

        AssertReport(report, added: 3);
        Assert.Equal(["One", "Two", "Three"], (await _index.ListPapersAsync(PassageFilter.None, Token)).Select(p => p.Title));
    }

    [Fact]
    public async Task A_reader_can_be_named_for_files_it_would_not_recognise()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.dat"), "x", Token);
        _reader.Script("a.dat", Record("One", "First."));
        string[] paths = [Path.Combine(_folder, "a.dat")];

        Assert.Contains("--as scripted", Assert.Single((await Importer(_index).ImportAsync(paths, null, null, Token)).Failures).Message, StringComparison.Ordinal);
        AssertReport(await Importer(_index).ImportAsync(paths, "scripted", null, Token), added: 1);
    }

    private static PaperRecord Record(string title, string text) => ScriptedReader.Record(title, text);

    private static PaperRecord At(string path, int line, string title) => Record(title, $"On {title}.") with { Path = path, Line = line };

    private static void AssertReport(ImportReport report, int added = 0, int replaced = 0, int unchanged = 0)
    {
        Assert.Empty(report.Failures);
        Assert.Equal((added, replaced, unchanged), (report.Added, report.Replaced, report.Unchanged));
    }

    private Task<ImportReport> ImportAsync(params string[] names) => ImportAsync(_index, names);

    private Task<ImportReport> ImportAsync(IPassageIndex index, params string[] names) =>
        Importer(index).ImportAsync([.. names.Select(Write)], null, null, Token);

    private PaperImporter Importer(IPassageIndex index) => new(index, StaticWordVectors.Shared, [_reader]);

    // The scripted reader needs a file that can be opened; a name that the test prepared otherwise stays as it is.
    private string Write(string name)
    {
        var path = Path.Combine(_folder, name);
        if (!File.Exists(path) && name != "missing.txt")
        {
            File.WriteAllText(path, "scripted");
        }

        return path;
    }

    private async Task<Paper> OnlyPaperAsync() => Assert.Single(await _index.ListPapersAsync(PassageFilter.None, Token));

    /// <summary>Unlike <see cref="Progress{T}"/>, reports before the import goes on.</summary>
    private sealed class Immediately(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }

    private sealed class RecordingIndex(IPassageIndex inner) : IPassageIndex
    {
        public List<IndexedPaper> Upserts { get; } = [];

        public int Deletes { get; private set; }

        public Task UpsertAsync(IndexedPaper paper, CancellationToken cancellationToken)
        {
            Upserts.Add(paper);
            return inner.UpsertAsync(paper, cancellationToken);
        }

        public Task<bool> DeleteAsync(PaperId paper, CancellationToken cancellationToken)
        {
            Deletes++;
            return inner.DeleteAsync(paper, cancellationToken);
        }

        public Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

        public Task<IReadOnlyList<int>> CountPassagesWithTermsAsync(IReadOnlyList<uint> termIds, CancellationToken cancellationToken) => inner.CountPassagesWithTermsAsync(termIds, cancellationToken);

        public Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken) => inner.ListPapersAsync(filter, cancellationToken);

        public Task<Paper?> GetPaperAsync(PaperId paper, CancellationToken cancellationToken) => inner.GetPaperAsync(paper, cancellationToken);

        public Task<IReadOnlyList<Passage>> GetPassagesAsync(PaperId paper, CancellationToken cancellationToken) => inner.GetPassagesAsync(paper, cancellationToken);

        public Task<IndexCounts> CountAsync(PassageFilter filter, CancellationToken cancellationToken) => inner.CountAsync(filter, cancellationToken);
    }
}
