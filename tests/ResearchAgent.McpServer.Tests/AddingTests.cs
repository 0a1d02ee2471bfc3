using ResearchAgent.Indexing;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

public sealed class AddingTests
{
    private const string Note = "# Frozen lakes in spring\n\nFrozen lakes thaw in 20 days. We measure their ice with radar.\n";
    private const string Entry = "@article{Lake2019Ice, title = {Ice on lakes}, author = {Lake, Ann}, year = {2019}, abstract = {Lake ice is 40 cm thick.}}";

    [Fact]
    public async Task A_note_is_added_found_and_not_added_twice()
    {
        using var shelf = await Shelf.OpenAsync();
        await using var connection = await Connection.OpenAsync(shelf.Adding());
        var added = await connection.CallAsync("add_paper", new { text = Note });

        Assert.Equal(1, added.Data().GetProperty("added").GetInt32());
        Assert.Equal(["Frozen lakes in spring"], added.Data().GetProperty("papers").Strings("title"));
        Assert.Single((await connection.CallAsync("search_papers", new { query = "radar of lake ice" })).Data().GetProperty("papers").EnumerateArray());
        var again = (await connection.CallAsync("add_paper", new { text = Note })).Data();
        Assert.Equal((0, 1), (again.GetProperty("added").GetInt32(), again.GetProperty("unchanged").GetInt32()));
    }

    [Fact]
    public async Task BibTeX_is_known_by_its_first_character_and_a_bad_entry_is_named_by_its_line()
    {
        using var shelf = await Shelf.OpenAsync();
        var added = (await Connection.CallAsync(shelf.Adding(), "add_paper", new { text = Entry + "\n@article{Bad, title = {Ice\n" })).Data();

        Assert.Equal(["Lake2019Ice"], added.GetProperty("papers").Strings("key"));
        Assert.Contains("line 2: ", Assert.Single(added.GetProperty("problems").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bibliography_given_as_text_reaches_no_file()
    {
        using var shelf = await Shelf.OpenAsync();
        var secret = shelf.Write("open/secret.md", "# Secret\n\nThe secret word is marzipan.\n");
        var library = shelf.Adding("open");
        var added = await Connection.CallAsync(library, "add_paper", new { format = "bibtex", text = Entry[..^1] + $", file = {{:{secret}:Markdown}}}}" });

        Assert.Equal(1, added.Data().GetProperty("added").GetInt32());
        Assert.DoesNotContain(Path.GetTempPath(), added.Text(), StringComparison.Ordinal);
        var paper = Assert.Single(await shelf.Index.ListPapersAsync(PassageFilter.None, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(await shelf.Index.GetPassagesAsync(paper.Id, TestContext.Current.CancellationToken), p => p.Text.Contains("marzipan", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lake.md")]
    [InlineData("deep/../lake.md")]
    public async Task A_file_in_an_allowed_folder_is_added(string path)
    {
        using var shelf = await Shelf.OpenAsync();
        var library = shelf.Adding("open");
        shelf.Write("open/lake.md", Note);

        Assert.Equal(1, (await Connection.CallAsync(library, "add_paper", new { path })).Data().GetProperty("added").GetInt32());
        Assert.Equal(1, (await Connection.CallAsync(library, "add_paper", new { path = Path.Combine(shelf.Folder, "open", path) })).Data().GetProperty("unchanged").GetInt32());
    }

    [Theory]
    [InlineData("../closed/lake.md")]
    [InlineData("link.md")]
    [InlineData("linked/lake.md")]
    [InlineData("../closed/no-such-file.md")]
    [InlineData("/etc/hostname")]
    [InlineData("../open-too/lake.md")]
    public async Task A_file_elsewhere_is_not_and_whether_it_is_there_is_not_told(string path)
    {
        using var shelf = await Shelf.OpenAsync();
        var library = shelf.Adding("open");
        shelf.Write("closed/lake.md", Note);
        shelf.Write("open-too/lake.md", Note);
        File.CreateSymbolicLink(Path.Combine(shelf.Folder, "open", "link.md"), Path.Combine(shelf.Folder, "closed", "lake.md"));
        Directory.CreateSymbolicLink(Path.Combine(shelf.Folder, "open", "linked"), Path.Combine("..", "closed"));

        Assert.Contains("which is outside the folders that may be read", (await Connection.CallAsync(library, "add_paper", new { path })).Refusal(), StringComparison.Ordinal);
        Assert.Equal(0, (await shelf.Index.CountAsync(PassageFilter.None, TestContext.Current.CancellationToken)).Papers);
    }

    [Fact]
    public async Task What_cannot_be_added_says_what_to_do()
    {
        using var shelf = await Shelf.OpenAsync();
        var library = shelf.Adding("open");
        shelf.Write("open/picture.png", "none");
        shelf.Write("open/empty.md", "");
        await using var connection = await Connection.OpenAsync(library);
        async Task RefusesAsync(object arguments, string says) =>
            Assert.Contains(says, (await connection.CallAsync("add_paper", arguments)).Refusal(), StringComparison.Ordinal);

        await RefusesAsync(new { }, "add_paper was called without a paper");
        await RefusesAsync(new { path = "a.md", text = Note }, "with both path and text");
        await RefusesAsync(new { path = "picture.png" }, "a kind of file that is not read. Readable are ");
        await RefusesAsync(new { path = "empty.md" }, "the file is empty");
        await RefusesAsync(new { path = "none.md" }, "there is no such file. Call again");
        await RefusesAsync(new { path = "." }, "no such file, but a folder");
        await RefusesAsync(new { path = "a\0.md" }, "outside the folders");
        await RefusesAsync(new { text = Note, format = "Word" }, "Call again with one of Markdown, BibTeX");
        await RefusesAsync(new { text = new string('x', 400_001) }, "text has 400001 characters");
        await RefusesAsync(new { text = "@article{Bad, title = {Ice" }, "nothing was added");
    }

    [Fact]
    public async Task Without_folders_no_path_is_read()
    {
        using var shelf = await Shelf.OpenAsync();

        Assert.Contains("this server reads no files", (await Connection.CallAsync(shelf.Adding(), "add_paper", new { path = shelf.Write("lake.md", Note) })).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_add_the_same_at_once_add_it_once()
    {
        using var shelf = await Shelf.OpenAsync();
        var library = shelf.Adding();
        await using var first = await Connection.OpenAsync(library);
        await using var second = await Connection.OpenAsync(library);
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? first : second).CallAsync("add_paper", new { text = Note })));

        Assert.Equal(1, added.Sum(a => a.Data().GetProperty("added").GetInt32()));
        Assert.Equal(5, added.Sum(a => a.Data().GetProperty("unchanged").GetInt32()));
    }
}
