using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Readers.Tests;

public sealed class NoteReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();
    private readonly NoteReader _reader = new();

    [Fact]
    public async Task All_samples_are_read_under_their_heading()
    {
        var solution = TemporaryFiles.FindSolution();
        Assert.SkipWhen(solution is null, "The samples are not above the folder of the tests.");
        var samples = Directory.GetFiles(Path.Combine(solution, "samples", "reading-list"), "*.md");
        Assert.Equal(71, samples.Length);

        foreach (var path in samples)
        {
            Assert.IsType<NoteReader>(await TemporaryFiles.ReaderForAsync(path));
            var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path)));
            var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
            var heading = lines.Single(l => l.StartsWith("# ", StringComparison.Ordinal));
            Assert.Equal(heading[2..].Trim(), paper.Title);
            var section = Assert.Single(paper.Sections);
            Assert.Equal("Note", section.Heading);
            Assert.Equal(lines[^1], section.Text.Split("\n\n")[^1]);
        }
    }

    [Fact]
    public async Task Front_matter_fills_the_record()
    {
        var paper = await ReadPaperAsync(
            """
            ---
            title: "BLSP: Speech?"
            authors:
              - Chen Wang
              - "Liao, Minpeng"
            year: 2023
            venue: ACL
            doi: 10.1000/xyz
            arxiv_id: 2309.00910
            url: https://example.org/blsp
            tags: [speech, alignment, speech]
            date: 2023-09-02
            ---
            Text of the note.
            """);

        Assert.Equal("BLSP: Speech?", paper.Title);
        Assert.Equal(2, paper.Line);
        Assert.Equal(["Chen Wang", "Liao, Minpeng"], paper.Authors);
        Assert.Equal(2023, paper.Year);
        Assert.Equal("ACL", paper.Venue);
        Assert.Equal("10.1000/xyz", paper.Doi);
        Assert.Equal("2309.00910", paper.ArxivId);
        Assert.Equal("https://example.org/blsp", paper.Url);
        Assert.Equal(["speech", "alignment"], paper.Tags);
        Assert.Equal([new Section("Note", "Text of the note.")], paper.Sections);
    }

    [Theory]
    [InlineData("Chen Wang", "Chen Wang")]
    [InlineData("Lovelace, Ada; Turing, Alan", "Lovelace, Ada|Turing, Alan")]
    [InlineData("Lovelace, Ada and Turing, Alan", "Lovelace, Ada|Turing, Alan")]
    [InlineData("Ada Lovelace, Alan Turing, and Grace Hopper", "Ada Lovelace|Alan Turing|Grace Hopper")]
    [InlineData("Ada Lovelace et al.", "Ada Lovelace|others")]
    [InlineData("Ferdinand & Rand", "Ferdinand|Rand")]
    [InlineData("[Chen Wang, et al.]", "Chen Wang|others")]
    [InlineData("[]", "")]
    [InlineData("~", "")]
    public async Task Authors_come_as_list_or_text(string written, string expected)
    {
        var paper = await ReadPaperAsync($"---\nauthors: {written}\n---\n# Title\nText.\n");

        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), paper.Authors);
    }

    [Theory]
    [InlineData("title: BLSP: Speech", 2)]
    [InlineData("year: 2023\nauthors: [A, B", 4)]
    [InlineData("year: 2023\nyear: 2024", 3)]
    [InlineData("just a text", 2)]
    [InlineData("year: 2023\nauthors: *nobody", 3)]
    [InlineData("title: A\nyear: soon", 3)]
    [InlineData("title: A\nyear: 3023", 3)]
    [InlineData("title: A\nauthors: {a: b}", 3)]
    [InlineData("title: [A, B]", 2)]
    public async Task Malformed_front_matter_is_reported_with_its_line(string yaml, int line)
    {
        var failure = await ReadFailureAsync($"---\n{yaml}\n---\n# Title\n\nText.\n");

        Assert.Equal(line, failure.Line);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Front_matter_without_end_is_reported()
    {
        var failure = await ReadFailureAsync("---\ntitle: A\n\nText.\n");

        Assert.Equal((1, "the front matter that begins with '---' has no closing '---'. Close it, or remove the first line."), (failure.Line, failure.Message));
    }

    [Fact]
    public async Task Deeply_nested_front_matter_is_no_danger_to_the_stack()
    {
        var results = await ReadAsync($"---\nother: {new string('[', 100_000)}\n---\n# Title\n\nText.\n");

        Assert.IsType<ReadFailure>(Assert.Single(results));
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("*a **")]
    public async Task Deeply_nested_Markdown_is_no_danger_to_the_stack(string mark)
    {
        var results = await ReadAsync($"# Title\n\n{string.Concat(Enumerable.Repeat(mark, 20_000))}text\n");

        Assert.Single(results);
    }

    [Fact]
    public async Task Headings_become_sections()
    {
        var paper = await ReadPaperAsync("# Title: what *is* it?\n\nBefore.\n\n## Method\n\nFirst.\n\nSecond.\n\n## Empty\n\n### Results\nBetter.\n");

        Assert.Equal("Title: what is it?", paper.Title);
        Assert.Equal([new Section("Note", "Before."), new Section("Method", "First.\n\nSecond."), new Section("Results", "Better.")], paper.Sections);
    }

    [Fact]
    public async Task Markdown_becomes_plain_text()
    {
        var paper = await ReadPaperAsync(
            """
            # Title

            Some *soft* and **strong** text with `code_name`, G_stack, [a link](https://a.example "x"),
            <https://b.example>, ![a picture](p.png), 5 &lt; 6, a<b and c>d, H<sub>2</sub>O and 20\%.
            Hard  
            break.

            1. First item
            2. Second *item*

            - outer
              - inner

            > Quoted.

            ```python
            def f(x):
                return x
            ```

            | Model | Score |
            |-------|-------|
            | BLSP  | 12.5  |

            <!-- hidden -->

            <div align="center">Centered <b>text</b></div>

            2019. It was a good year.
            """);

        Assert.Equal(
            """
            Some soft and strong text with code_name, G_stack, a link, https://b.example, a picture, 5 < 6, a<b and c>d, H2O and 20%. Hard

            break.

            First item

            Second item

            outer

            inner

            Quoted.

            def f(x):
                return x

            Model | Score
            BLSP | 12.5

            Centered text

            2019. It was a good year.
            """,
            Assert.Single(paper.Sections).Text);
    }

    [Theory]
    [InlineData("Plain title?\n\nText of it.\n", "Plain title?", "Text of it.")]
    [InlineData("\n\nPlain title\nText of it,\ngoing on.\n", "Plain title", "Text of it, going on.")]
    [InlineData("Under a line\n============\nText.", "Under a line", "Text.")]
    [InlineData("## Second level\nText.", "Second level", "Text.")]
    [InlineData("<!-- id: 7 -->\n# Title\nText.", "Title", "Text.")]
    [InlineData("---\ntitle: Same Title\n---\n# Same title\nText.", "Same Title", "Text.")]
    [InlineData("---\n---\n# Title\nText.", "Title", "Text.")]
    [InlineData("\uFEFF---\r\nyear: 2020\r\n---\r\n# \u00dcber \u6a21\u578b \ud83d\ude80\r\n\r\nText\u00a0with\r\nlines.\r\n", "\u00dcber \u6a21\u578b \ud83d\ude80", "Text with lines.")]
    public async Task Title_and_text_are_found(string note, string title, string text)
    {
        var paper = await ReadPaperAsync(note);

        Assert.Equal(title, paper.Title);
        Assert.Equal(text, Assert.Single(paper.Sections).Text);
    }

    [Theory]
    [InlineData("# T\n\nText.\n\n## References\n\n1. Wang, L. On wings. 2020.\n2. Li, D. Hives. 2019.\n\n## Notes\n\nMore.\n")]
    [InlineData("# T\n\nText.\n\n# References\n\n[1] Wang, L. On wings. 2020.\n[2] Li, D. Hives.\n    2019.\n\n# Notes\n\nMore.\n")]
    [InlineData("T\n\nText.\n\nReferences\n[1] Wang, L. On wings. 2020.\n[2] Li, D.\nHives. 2019.\n\n# Notes\nMore.\n")]
    public async Task A_list_of_references_is_no_text_of_the_note(string note)
    {
        var paper = await ReadPaperAsync(note);

        Assert.Equal([new Section("Note", "Text."), new Section("Notes", "More.")], paper.Sections);
        Assert.Equal(["Wang, L. On wings. 2020.", "Li, D. Hives. 2019."], paper.References.Select(r => r.Text));
        Assert.Equal([2020, 2019], paper.References.Select(r => r.Year));
    }

    [Fact]
    public async Task A_heading_beside_the_title_of_the_front_matter_is_a_section()
    {
        var paper = await ReadPaperAsync("---\ntitle: A\n---\n# Summary\nText.");

        Assert.Equal([new Section("Summary", "Text.")], paper.Sections);
    }

    [Theory]
    [InlineData("- only\n- a list\n", "has no title")]
    [InlineData("This is prose that was cut at the margin of a page of seventy characters\nand it goes on in lower case on the next line.\n", "has no title")]
    [InlineData("# Title only\n", "'Title only' has no text")]
    [InlineData("---\ntitle: A\n---\n", "'A' has no text")]
    [InlineData("# ???\n\nText.\n", "'???' has no letter or digit")]
    public async Task A_note_without_title_or_text_is_a_failure(string note, string message)
    {
        Assert.Contains(message, (await ReadFailureAsync(note)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_over_500_characters_is_a_failure_that_shows_its_beginning()
    {
        var failure = await ReadFailureAsync($"---\ntitle: {new string('t', 501)}\n---\nText.");

        Assert.Equal(2, failure.Line);
        Assert.Contains("has 501 characters, more than 500", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length < 300);
    }

    [Fact]
    public async Task Lines_of_JSON_in_a_text_file_are_no_note()
    {
        Assert.Null(await TemporaryFiles.ReaderForAsync(_files.Write("papers.txt", """{"title": "A", "abstract": "B"}""")));
    }

    [Fact]
    public async Task Canceling_lets_the_exception_through()
    {
        var file = await TemporaryFiles.OpenAsync(_files.Write("note.md", "# Title\n\nText.\n"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _reader.ReadAsync(file, new CancellationToken(canceled: true)).ToListAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _files.Dispose();

    private async Task<PaperRecord> ReadPaperAsync(string text) => Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(text)));

    private async Task<ReadFailure> ReadFailureAsync(string text) => Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync(text)));

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string text) =>
        await TemporaryFiles.ReadAsync(_reader, _files.Write("note.md", text));
}
