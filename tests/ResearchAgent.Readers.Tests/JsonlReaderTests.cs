using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Readers.Tests;

public sealed class JsonlReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();
    private readonly JsonlReader _reader = new();

    [Fact]
    public async Task Every_field_reaches_the_record()
    {
        var paper = await ReadPaperAsync(
            """{"id": 7, "title": "Plan\n  and Solve", "abstract": "We plan.\nThen solve.", "authors": ["Lei Wang", "Xu, Wanyu"], "year": 2023, "venue": "ACL", "doi": "10.1000/xyz", "arxiv_id": "2305.04091", "url": "https://example.org", "tags": ["reasoning"], "sections": [{"heading": "Method", "text": "First plan.\n\nThen\nsolve."}, {"text": ["One.", "Two."]}], "embedding": {"model": "x"}}""");

        Assert.Equal("Plan and Solve", paper.Title);
        Assert.Equal(["Lei Wang", "Xu, Wanyu"], paper.Authors);
        Assert.Equal((2023, "ACL", "10.1000/xyz", "2305.04091", "https://example.org"), (paper.Year, paper.Venue, paper.Doi, paper.ArxivId, paper.Url));
        Assert.Equal(["reasoning"], paper.Tags);
        Assert.Equal([new Section("Abstract", "We plan. Then solve."), new Section("Method", "First plan.\n\nThen solve."), new Section("Text", "One. Two.")], paper.Sections);
    }

    [Theory]
    [InlineData("""{"title": "T", "abstract": ["One.", "Two."]}""")]
    [InlineData("""{"_id": "4983", "title": "T", "text": "One. Two.", "metadata": {}}""")]
    [InlineData("""{"title": "T", "abstract": null, "text": "One. Two.", "year": null, "authors": null}""")]
    [InlineData("""{"title": "T", "sections": [{"heading": "Abstract", "text": "One. Two."}], "year": "", "doi": ""}""")]
    public async Task Text_comes_in_several_forms(string line)
    {
        var paper = await ReadPaperAsync(line);

        Assert.Equal([new Section("Abstract", "One. Two.")], paper.Sections);
        Assert.Null(paper.Year);
        Assert.Null(paper.Doi);
        Assert.Empty(paper.Authors);
    }

    [Fact]
    public async Task An_abstract_and_a_whole_text_are_two_sections()
    {
        var paper = await ReadPaperAsync("""{"title": "T", "text": "All.", "abstract": "Short."}""");

        Assert.Equal([new Section("Abstract", "Short."), new Section("Text", "All.")], paper.Sections);
    }

    [Theory]
    [InlineData("2023")]
    [InlineData("\"2023\"")]
    [InlineData("2023.0")]
    public async Task A_year_is_a_number_or_a_numeric_text(string year)
    {
        Assert.Equal(2023, (await ReadPaperAsync($$"""{"title": "T", "abstract": "A.", "year": {{year}}}""")).Year);
    }

    [Theory]
    [InlineData("\"Lei Wang; Wanyu Xu\"")]
    [InlineData("\"Lei Wang and Wanyu Xu\"")]
    [InlineData("[\"Lei Wang\", null, \" Wanyu Xu \"]")]
    [InlineData("[{\"authorId\": \"1\", \"name\": \"Lei Wang\"}, {\"name\": \"Wanyu Xu\"}]")]
    public async Task Authors_come_in_several_forms(string authors)
    {
        Assert.Equal(["Lei Wang", "Wanyu Xu"], (await ReadPaperAsync($$"""{"title": "T", "abstract": "A.", "authors": {{authors}}}""")).Authors);
    }

    [Fact]
    public async Task An_arXiv_id_written_as_a_number_keeps_its_last_zero()
    {
        Assert.Equal("2305.04090", (await ReadPaperAsync("""{"title": "T", "abstract": "A.", "arxiv_id": 2305.04090}""")).ArxivId);
    }

    [Fact]
    public async Task LaTeX_and_control_characters_are_removed()
    {
        var paper = await ReadPaperAsync("""{"title": "Na\\\"ive \u001b[31mBayes\u0000", "abstract": "A 20\\% gain for {x | x > 0} \ud83d\ude80."}""");

        Assert.Equal("Na\u00efve [31mBayes", paper.Title);
        Assert.StartsWith("A 20% gain", paper.Sections[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("\ud83d\ude80.", paper.Sections[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"title\": \"T\", \"abstract\": ", "is not JSON (wrong at byte 27)")]
    [InlineData("[1, 2]", "the line '[1, 2]' is not a JSON object")]
    [InlineData("{\"abstract\": \"A.\"}", "field 'title' is missing")]
    [InlineData("{\"title\": \" \", \"abstract\": \"A.\"}", "field 'title' is empty")]
    [InlineData("{\"title\": 5.5, \"abstract\": {}}", "field 'abstract' is '{}'")]
    [InlineData("{\"title\": [\"a\", \"b\"], \"abstract\": \"A.\"}", "field 'title' is '[\"a\", \"b\"]', not one text")]
    [InlineData("{\"title\": \"T\"}", "field 'abstract' of 'T' is missing or empty")]
    [InlineData("{\"title\": \"T\", \"abstract\": \" \", \"sections\": []}", "field 'abstract' of 'T' is missing or empty")]
    [InlineData("{\"title\": \"T\", \"abstract\": \"A.\", \"year\": 1499}", "field 'year' is '1499', not a year from 1500 to 2100")]
    [InlineData("{\"title\": \"T\", \"abstract\": \"A.\", \"year\": 2101}", "field 'year' is '2101'")]
    [InlineData("{\"title\": \"T\", \"abstract\": \"A.\", \"year\": \"in press\"}", "field 'year' is 'in press'")]
    [InlineData("{\"title\": \"T\", \"abstract\": \"A.\", \"year\": 1e99}", "field 'year' is '1e99'")]
    [InlineData("{\"title\": \"T\", \"abstract\": \"A.\", \"authors\": true}", "field 'authors' is 'true'")]
    [InlineData("{\"title\": \"T\", \"abstract\": \"A.\", \"authors\": [[\"Lei\", \"Wang\"]]}", "field 'authors' is '[[\"Lei\", \"Wang\"]]'")]
    [InlineData("{\"title\": \"T\", \"sections\": [\"A.\"]}", "field 'sections' holds '\"A.\"'")]
    [InlineData("{\"title\": \"T\", \"sections\": \"A.\"}", "field 'sections' is '\"A.\"', not a list")]
    [InlineData("{\"title\": \"\\ud800\", \"abstract\": \"A.\"}", "half a character")]
    [InlineData("{\"\\ud800\": 1, \"title\": \"T\", \"abstract\": \"A.\"}", "half a character")]
    [InlineData("{\"title\": \"T\", \"abstract\": \"A.\"} {}", "is not JSON")]
    public async Task A_bad_line_is_reported_and_the_next_one_goes_in(string line, string message)
    {
        var results = await ReadAsync($"\n{line}\n{{\"title\": \"Good\", \"abstract\": \"A.\"}}\n");

        Assert.Equal(2, results.Count);
        var failure = Assert.IsType<ReadFailure>(results[0]);
        Assert.Equal(2, failure.Line);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal((3, "Good"), (results[1].Line, Assert.IsType<PaperRecord>(results[1]).Title));
    }

    [Fact]
    public async Task A_too_long_line_is_reported_and_the_next_one_goes_in()
    {
        var results = await ReadAsync($"{{\"title\": \"T\", \"abstract\": \"{new string('x', SourceFile.MaxCharactersPerLine)}\"}}\n{{\"title\": \"Good\", \"abstract\": \"A.\"}}\n");

        Assert.Equal(1, Assert.IsType<ReadFailure>(results[0]).Line);
        Assert.Equal("Good", Assert.IsType<PaperRecord>(results[1]).Title);
        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task A_line_of_just_the_limit_is_read()
    {
        const string Begin = "{\"title\": \"T\", \"abstract\": \"", End = "\"}";

        var paper = await ReadPaperAsync(Begin + new string('x', SourceFile.MaxCharactersPerLine - Begin.Length - End.Length) + End);

        Assert.Equal(SourceFile.MaxCharactersPerLine - Begin.Length - End.Length, paper.Sections[0].Text.Length);
    }

    [Fact]
    public async Task Deep_nesting_is_reported()
    {
        var results = await ReadAsync($"{{\"title\": {new string('[', 100_000)}\n");

        Assert.Contains("is not JSON", Assert.IsType<ReadFailure>(Assert.Single(results)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Byte_order_mark_Windows_line_ends_and_blank_lines_do_not_count()
    {
        var results = await ReadAsync("\uFEFF{\"title\": \"\u00c4\", \"abstract\": \"A.\"}\r\n\r\n{\"title\": \"B\", \"abstract\": \"B.\"}");

        Assert.Equal([(1, "\u00c4"), (3, "B")], results.Select(r => (r.Line, Assert.IsType<PaperRecord>(r).Title)));
    }

    [Fact]
    public async Task Canceling_stops_before_the_next_line()
    {
        var file = await TemporaryFiles.OpenAsync(_files.Write("papers.jsonl", "{\"title\": \"A\", \"abstract\": \"A.\"}\n{\"title\": \"B\", \"abstract\": \"B.\"}\n"));
        using var source = new CancellationTokenSource();
        await using var papers = _reader.ReadAsync(file, source.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await papers.MoveNextAsync());

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await papers.MoveNextAsync());
    }

    [Theory]
    [InlineData("papers.jsonl")]
    [InlineData("papers.ndjson")]
    public async Task Files_are_recognised_by_their_extension(string name)
    {
        Assert.IsType<JsonlReader>(await TemporaryFiles.ReaderForAsync(_files.Write(name, "{}")));
    }

    public void Dispose() => _files.Dispose();

    private async Task<PaperRecord> ReadPaperAsync(string line) => Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(line)));

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string text) =>
        await TemporaryFiles.ReadAsync(_reader, _files.Write("papers.jsonl", text));
}
