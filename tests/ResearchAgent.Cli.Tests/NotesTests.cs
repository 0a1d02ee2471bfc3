using System.Text.Json;
using Xunit;

namespace ResearchAgent.Cli.Tests;

public sealed class NotesTests : CliRun
{
    [Fact]
    public async Task Notes_are_kept_listed_found_and_removed_without_opening_the_library()
    {
        Assert.Contains("No notes in", (await InLibraryAsync("notes")).Error, StringComparison.Ordinal);
        await InLibraryAsync("notes", "add", "The user compares", "planners.");
        await InLibraryAsync("notes", "add", "Snow is white.");

        Assert.Equal(["1", "2"], (await InLibraryAsync("notes", "list")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]));
        Assert.EndsWith("The user compares planners.", (await InLibraryAsync("notes", "search", "planner")).Out.TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("The user compares planners.", (await InLibraryAsync("notes", "remove", "1")).Out.TrimEnd(), StringComparison.Ordinal);
        using var left = JsonDocument.Parse((await InLibraryAsync("notes", "--json")).Out);
        Assert.Equal((1, "Snow is white."), (left.RootElement[0].GetProperty("number").GetInt32(), left.RootElement[0].GetProperty("text").GetString()));
        Assert.False(File.Exists(Path.Combine(Library, "library.db")));
    }

    [Theory]
    [InlineData(1, "search", "glacier")]
    [InlineData(2, "remove")]
    [InlineData(2, "remove", "7")]
    [InlineData(2, "remove", "one")]
    [InlineData(2, "add")]
    [InlineData(2, "add", "...")]
    [InlineData(2, "add", "--frobnicate")]
    public async Task A_slip_is_one_clear_line(int expected, params string[] args)
    {
        var (exitCode, output, error) = await InLibraryAsync(["notes", .. args]);

        Assert.Equal((expected, ""), (exitCode, output));
        IsOneClearLine(error);
        Assert.False(Directory.Exists(Library));
    }

    [Fact]
    public async Task A_note_in_a_folder_without_a_library_does_not_keep_one_from_being_built()
    {
        await InLibraryAsync("notes", "add", "First the note.");

        Assert.Equal(0, (await InLibraryAsync("papers")).ExitCode);
        Assert.Contains("First the note.", (await InLibraryAsync("notes")).Out, StringComparison.Ordinal);
    }
}
