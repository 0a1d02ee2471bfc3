using Microsoft.Data.Sqlite;
using Xunit;

namespace ResearchAgent.Cli.Tests;

public sealed class BadInputTests : CliRun
{
    [Fact]
    public async Task A_bad_file_is_reported_and_the_good_ones_go_in()
    {
        var good = Write("good.jsonl", """
            {"title": "A paper on snow", "abstract": "Snow reflects light. We measure an albedo of 0.9."}
            {"title": "A paper without text"}
            {"title": "A paper on ice", "abstract": "Ice floats on water. We measure a density of 0.92."}
            """);
        var (exitCode, output, error) = await InLibraryAsync("add", good, Write("empty.txt", ""), Path.Combine(Folder, "missing.txt"));

        Assert.Equal(3, exitCode);
        Assert.Contains("2 added, 0 replaced, 0 unchanged, 3 failed", output, StringComparison.Ordinal);
        Assert.Contains("good.jsonl:2:", error, StringComparison.Ordinal);
        Assert.Contains("empty.txt: the file is empty", error, StringComparison.Ordinal);
        Assert.Contains("missing.txt: no such file", error, StringComparison.Ordinal);
        Assert.Equal(2, (await InLibraryAsync("papers")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Adding_again_changes_nothing_and_a_corrected_record_replaces_the_old_one()
    {
        var file = Write("snow.jsonl", """{"title": "A paper on snow", "abstract": "Snow reflects light. We measure an albedo of 0.9.", "year": 2020}""");
        await InLibraryAsync("add", file);
        Assert.Contains("1 unchanged", (await InLibraryAsync("add", file)).Out, StringComparison.Ordinal);

        Write("snow.jsonl", """{"title": "A paper on snow", "abstract": "Snow reflects light. We measure an albedo of 0.8.", "year": 2020}""");
        Assert.Contains("1 replaced", (await InLibraryAsync("add", file)).Out, StringComparison.Ordinal);
        Assert.Contains("0.8", (await InLibraryAsync("ask", "What albedo does snow have?")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_readable_files_is_an_input_error()
    {
        var empty = Directory.CreateDirectory(Path.Combine(Folder, "empty")).FullName;
        var (exitCode, _, error) = await InLibraryAsync("add", empty);

        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
        Assert.Contains("nothing to read in", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_a_paper_can_neither_colour_nor_clear_the_terminal()
    {
        var file = Write("escape.jsonl", """
            {"title": "\u001b[31mRed [bold]title[/]", "abstract": "The \u001b[2J red method improves snow by 7%. It is [bold red]good[/]."}
            {"title": "\u001b[31mNo text"}
            """);
        var (_, _, error) = await InLibraryAsync("add", file);
        Assert.DoesNotContain('\u001b', error);

        var (exitCode, output, _) = await InLibraryAsync("ask", "How much does the red method improve snow?", "--show-quotes");
        Assert.Equal(0, exitCode);
        Assert.Contains("[bold red]good[/]", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task An_evaluation_without_questions_is_an_input_error()
    {
        var (exitCode, _, error) = await InLibraryAsync("eval", "qa", Write("none.jsonl", ""), "--quiet");

        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
    }

    [Fact]
    public async Task A_binary_file_is_refused()
    {
        var path = Path.Combine(Folder, "picture.txt");
        File.WriteAllBytes(path, [0x89, 0x50, 0, 1, 2, 3]);

        var (exitCode, _, error) = await InLibraryAsync("add", path);

        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
        Assert.Contains("binary", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_is_skipped_and_named()
    {
        var path = Path.Combine(Folder, "long.jsonl");
        await File.WriteAllTextAsync(
            path, new string('x', 9_000_000) + "\n" + """{"title": "A paper on snow", "abstract": "Snow reflects light very well."}""", TestContext.Current.CancellationToken);

        var (exitCode, output, error) = await InLibraryAsync("add", path);

        Assert.Equal(3, exitCode);
        Assert.Contains("1 added", output, StringComparison.Ordinal);
        Assert.Contains("long.jsonl:1: the line has more than 8,000,000 characters", error, StringComparison.Ordinal);
        IsOneClearLine(error);
    }

    [Theory]
    [InlineData("add", "--frobnicate")]
    [InlineData("ask", "--frobnicate")]
    [InlineData("ask")]
    [InlineData("ask", " ")]
    [InlineData("ask", "snow", "--year-from", "abc")]
    [InlineData("papers", "--library", "")]
    [InlineData("verify")]
    [InlineData("search", "snow", "--limit")]
    [InlineData("search", "snow", "--limit", "1", "--limit", "2")]
    [InlineData("search", "snow", "--limit", "0")]
    [InlineData("search", "snow", "--limit", "many")]
    [InlineData("compare", "A", "B", "--format", "docx")]
    [InlineData("fly")]
    public async Task A_slip_on_the_command_line_is_one_line_and_exit_code_2(params string[] args)
    {
        var (exitCode, _, error) = await RunAsync(args);

        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
        Assert.Contains("--help", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_cannot_be_written_is_an_environment_error()
    {
        var (exitCode, _, error) = await RunAsync("ask", "anything", "--library", Write("file", "I am a file"));

        Assert.Equal(4, exitCode);
        IsOneClearLine(error);
    }

    [Fact]
    public async Task A_library_of_a_newer_program_is_refused_and_left_alone()
    {
        await InLibraryAsync("add", Write("snow.jsonl", """{"title": "A paper on snow", "abstract": "Snow reflects light very well."}"""));
        var database = Path.Combine(Library, "library.db");
        using (var connection = new SqliteConnection($"Data Source={database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }

        var before = await File.ReadAllBytesAsync(database, TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await InLibraryAsync("papers");

        Assert.Equal(4, exitCode);
        IsOneClearLine(error);
        Assert.Contains("schema 99", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(database, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("""{"kind": "poem"}""")]
    [InlineData("[1, 2]")]
    public async Task Verify_refuses_a_file_that_is_no_saved_text(string content)
    {
        var (exitCode, _, error) = await InLibraryAsync("verify", Write("x.json", content));

        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
    }

    [Fact]
    public async Task Comparing_a_paper_that_is_not_there_names_it()
    {
        var (exitCode, _, error) = await InLibraryAsync("compare", "Nudging", "Xyzzyfoo", "--quiet");

        Assert.Equal(1, exitCode);
        IsOneClearLine(error);
        Assert.Contains("'Xyzzyfoo'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_without_text_is_an_input_error()
    {
        var (exitCode, _, error) = await InLibraryAsync("related-work", Write("draft.md", "# Only a title\n"), "--quiet");

        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
    }
}
