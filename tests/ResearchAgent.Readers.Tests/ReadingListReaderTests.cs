using System.Text;
using ResearchAgent.Ingestion;
using Xunit;

namespace ResearchAgent.Readers.Tests;

public sealed class ReadingListReaderTests : IDisposable
{
    private static readonly string Abstract = string.Concat(Enumerable.Repeat("We study how models learn and report what helps. ", 8)).Trim();

    private readonly TemporaryFiles _files = new();
    private readonly ReadingListReader _reader = new();

    [Fact]
    public async Task Reading_the_seed_page_gives_its_71_papers()
    {
        var seeds = TemporaryFiles.FindSolution() is { } solution ? Path.Combine(solution, "..", "shared", "seeds") : "";
        Assert.SkipUnless(Directory.Exists(seeds), "The seed page ../shared/seeds is not on this machine.");
        var path = Directory.GetFiles(seeds, "*.txt")[0];

        Assert.IsType<ReadingListReader>(await TemporaryFiles.ReaderForAsync(path));
        var results = await TemporaryFiles.ReadAsync(_reader, path);

        Assert.Equal(71, results.Count);
        var papers = results.Select(Assert.IsType<PaperRecord>).ToList();
        Assert.Equal("BLSP: Bootstrapping Language-Speech Pre-training via Behavior Alignment of Continuation Writing", papers[0].Title);
        Assert.Equal(11, papers[0].Line);
        Assert.Equal("Benign Overfitting and Grokking in ReLU Networks for XOR Cluster Data", papers[^1].Title);
        Assert.All(papers, p => Assert.Equal("Abstract", Assert.Single(p.Sections).Heading));
        Assert.DoesNotContain(papers, p => p.Sections[0].Text.Contains('\\', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_title_without_abstract_is_reported_with_its_line_and_the_rest_goes_in()
    {
        var results = await ReadAsync($"new\n\nMar 12\n\nA first paper on learning\n\n{Abstract}\n\nA lost title of a paper\n\nA second paper on learning\n\n{Abstract}\n");

        Assert.Collection(
            results,
            r => Assert.Equal((5, "A first paper on learning"), (r.Line, Assert.IsType<PaperRecord>(r).Title)),
            r => Assert.Equal((9, "the title 'A lost title of a paper' has no abstract after it. Put the abstract on the next line, or remove the line if it is no title."), (r.Line, Assert.IsType<ReadFailure>(r).Message)),
            r => Assert.Equal((11, "A second paper on learning"), (r.Line, Assert.IsType<PaperRecord>(r).Title)));
    }

    [Fact]
    public async Task A_second_abstract_in_a_row_is_reported_with_its_line_and_the_rest_goes_in()
    {
        var results = await ReadAsync($"A first paper on learning\n{Abstract}\n{Abstract}\nA second paper on learning\n{Abstract}");

        Assert.Equal([1, 3, 4], results.Select(r => r.Line));
        Assert.Contains("has no title before it", Assert.IsType<ReadFailure>(results[1]).Message, StringComparison.Ordinal);
        Assert.Equal("A second paper on learning", Assert.IsType<PaperRecord>(results[2]).Title);
    }

    [Fact]
    public async Task A_title_at_the_end_of_the_file_is_reported()
    {
        var results = await ReadAsync($"A first paper on learning\n{Abstract}\nA title and then nothing");

        Assert.Equal(3, Assert.IsType<ReadFailure>(results[^1]).Line);
    }

    [Fact]
    public async Task A_file_without_any_pair_names_the_reader_to_try()
    {
        var failure = Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync("Only\nshort\nlines\n")));

        Assert.Contains("--as note", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_too_long_line_is_reported_and_takes_its_title_with_it()
    {
        var results = await ReadAsync($"A paper that is too long\n{new string('x', SourceFile.MaxCharactersPerLine + 1)}\nA second paper on learning\n{Abstract}");

        Assert.Equal(2, Assert.IsType<ReadFailure>(results[0]).Line);
        Assert.Equal("A second paper on learning", Assert.IsType<PaperRecord>(results[1]).Title);
        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task Windows_line_ends_byte_order_mark_and_LaTeX_leave_no_trace()
    {
        var text = $"\uFEFFSchr\u00f6dinger's na\\\"ive c\u00e4t\r\n\r\n{Abstract} A 20\\% gain.\r\n\r\nAnother paper of the list\r\n\r\n{Abstract}\r\n";

        var results = await ReadAsync(text);

        var paper = Assert.IsType<PaperRecord>(results[0]);
        Assert.Equal("Schr\u00f6dinger's na\u00efve c\u00e4t", paper.Title);
        Assert.EndsWith(" A 20% gain.", paper.Sections[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task A_UTF16_list_is_read()
    {
        var path = _files.Write("list.txt", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes($"Le\u00e7ons de choses\n{Abstract}\n")]);

        Assert.Equal("Le\u00e7ons de choses", Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path))).Title);
    }

    [Theory]
    [InlineData("Notes on how models learn\n\n{A}\n\n{A}\n\n{A}\n")]
    [InlineData("Notes on how models learn\n\nAbstract\n\n{A}\n\nIntroduction\n\n{A}\n\nRelated work\n\n{A}\n")]
    [InlineData("Notes on how models learn\n\n{A}\n\nWhat the authors did\n\n{A}\n\n{A}\n\n{A}\n\n{A}\n")]
    [InlineData("# Notes on how models learn\n\n{A}\n\n## What the authors did\n\n{A}\n\n## What came of it\n\n{A}\n")]
    [InlineData("---\ntitle: Notes on how models learn\n---\n{A}\n\nWhat the authors did\n\n{A}\n\nWhat came of it\n\n{A}\n")]
    [InlineData("{A}\n")]
    [InlineData("Three words here\n\nfour words in here\n")]
    public async Task A_plain_note_is_not_taken_for_a_list(string text)
    {
        var path = _files.Write("note.txt", text.Replace("{A}", Abstract, StringComparison.Ordinal));

        Assert.IsType<NoteReader>(await TemporaryFiles.ReaderForAsync(path));
    }

    [Theory]
    [InlineData("A first paper on learning\n{A}\nA second paper on learning\n{A}\n")]
    [InlineData("new\n\nUpvote\n\nA first paper on learning\n\n{A}\n\nA second paper on learning\n\n{A}\n\nA lost title of a paper\n")]
    [InlineData("\u5927\u578b\u8bed\u8a00\u6a21\u578b\u7efc\u8ff0\n{A}\n\u6ce8\u610f\u529b\u673a\u5236\u7814\u7a76\n{A}\n")]
    public async Task Titles_and_abstracts_on_alternating_lines_are_a_list(string text)
    {
        var path = _files.Write("list.txt", text.Replace("{A}", Abstract, StringComparison.Ordinal));

        Assert.IsType<ReadingListReader>(await TemporaryFiles.ReaderForAsync(path));
    }

    [Fact]
    public async Task Canceling_stops_before_the_next_paper()
    {
        var file = await TemporaryFiles.OpenAsync(_files.Write("list.txt", $"A first paper on learning\n{Abstract}\nA second paper on learning\n{Abstract}\n"));
        using var source = new CancellationTokenSource();
        await using var papers = _reader.ReadAsync(file, source.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await papers.MoveNextAsync());

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await papers.MoveNextAsync());
    }

    public void Dispose() => _files.Dispose();

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string text) =>
        await TemporaryFiles.ReadAsync(_reader, _files.Write("list.txt", text));
}
