using System.Text.Json.Nodes;
using Xunit;

namespace ResearchAgent.Cli.Tests;

public sealed class ChatTests : CliRun
{
    [Fact]
    public async Task Follow_ups_go_on_from_the_papers_cited_before()
    {
        var (exitCode, output, error) = await ChatAsync(
            ["chat", "--quiet"],
            "How much does SMART gain on GSM8K?", "and its limits?", "What is BOLT?", "compare the two", "how does the second one work?");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("15 points on GSM8K [Liu2024SMART]", output, StringComparison.Ordinal);
        Assert.Contains("Read as: What are the limits of SMART?", output, StringComparison.Ordinal);
        Assert.Contains("Read as: Compare SMART and BOLT.", output, StringComparison.Ordinal);
        Assert.Contains("Read as: how does ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_is_saved_as_it_goes_and_says_once_where()
    {
        var (_, _, error) = await ChatAsync(["chat"], "What is BOLT?", "and its results?", "/title Long chains");

        Assert.Single(error.Split('\n'), l => l.Contains("Saved as it goes, in ", StringComparison.Ordinal));
        var id = (await InLibraryAsync("chats")).Out.Split('\t')[0];
        Assert.EndsWith("-bolt", id, StringComparison.Ordinal);
        Assert.Contains($"research chat --resume {id}", error, StringComparison.Ordinal);
        var (_, output, _) = await InLibraryAsync("chats", "list");
        Assert.Equal(["2", "Long chains"], [output.TrimEnd().Split('\t')[1], output.TrimEnd().Split('\t')[3]]);
    }

    [Fact]
    public async Task Nothing_is_saved_when_nothing_was_asked_or_saving_is_off()
    {
        var (_, _, error) = await ChatAsync(["chat"], "/help", "/why", "/context", "/sources");
        Assert.DoesNotContain("Go on with", error, StringComparison.Ordinal);
        (_, _, error) = await ChatAsync(["chat", "--no-save"], "What is BOLT?", "/title Bolts");
        Assert.Contains("Nothing of this is saved.", error, StringComparison.Ordinal);

        Assert.False(Directory.Exists(Path.Combine(Library, "chats")));
        Assert.Contains("There are no saved conversations", (await InLibraryAsync("chats")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_conversation_goes_on_where_it_ended()
    {
        await ChatAsync(["chat", "--quiet"], "What is BOLT?");
        var (exitCode, output, error) = await ChatAsync(["chat", "--resume", "last"], "/why", "and its limits?");

        Assert.Equal(0, exitCode);
        Assert.Contains("Going on with \"What is BOLT?\", 1 question", error, StringComparison.Ordinal);
        Assert.Contains("Understood and found: a question that asks what something is", output, StringComparison.Ordinal);
        Assert.Contains("Read as: What are the limits of BOLT?", output, StringComparison.Ordinal);
        Assert.Equal("2", (await InLibraryAsync("chats")).Out.Split('\t')[1]);
    }

    [Fact]
    public async Task A_conversation_to_go_on_with_must_exist()
    {
        await ChatAsync(["chat", "--quiet"], "What is BOLT?");
        var (exitCode, _, error) = await ChatAsync(["chat", "--resume", "1999-bolt"]);

        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
        Assert.Contains("No conversation is called '1999-bolt'. Nearest: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_that_is_open_elsewhere_is_not_gone_on_with()
    {
        await ChatAsync(["chat", "--quiet"], "What is BOLT?");
        var store = new ResearchAgent.Chat.ChatStore(Library);
        using var open = store.Open(store.Find("last"));
        foreach (var args in (string[][])[["chat", "--resume", "last", "--quiet"], ["chats", "delete", "last", "--yes"], ["chats", "rename", "last", "Bolts"]])
        {
            var (exitCode, _, error) = await ChatAsync(args);
            Assert.Equal(4, exitCode);
            IsOneClearLine(error);
            Assert.Contains("is open in another process", error, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await ChatAsync(["chat", "--resume", "last", "--no-save", "--quiet"], "/why")).ExitCode);
    }

    [Fact]
    public async Task Why_and_context_tell_about_the_last_answer()
    {
        var (_, output, _) = await ChatAsync(["chat", "--quiet"], "Compare BOLT and SMART.", "/context", "how does the second one work?", "/why", "/context");

        Assert.Contains("“It” is BOLT [BOLT].", output, StringComparison.Ordinal);
        Assert.Contains("2. SMART [Liu2024SMART]", output, StringComparison.Ordinal);
        Assert.Contains("Read as: “how does SMART work?”, since “how does the second one work?” goes on", output, StringComparison.Ordinal);
        Assert.Contains("Confidence: ", output, StringComparison.Ordinal);
        Assert.Contains("Writer: no language model", output, StringComparison.Ordinal);
        Assert.Contains("of 1000 tokens: 2 papers, 2 turns word for word.", output, StringComparison.Ordinal);
        Assert.Contains("[Liu2024SMART] SMART: Self-learning Meta-strategy Agent for Reasoning Tasks", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slip_in_a_command_is_told_with_the_nearest_and_ends_nothing()
    {
        var (exitCode, output, _) = await ChatAsync(["chat", "--quiet"], "/wy", "/soruces", "/compare Xyzzyfoo, BOLT", "/compare", "/save", "/save /no/such/folder/file.md", "/title", "What is BOLT?");

        Assert.Equal(0, exitCode);
        Assert.Contains("There is no command '/wy'. Nearest: /why", output, StringComparison.Ordinal);
        Assert.Contains("Nearest: /sources", output, StringComparison.Ordinal);
        Assert.Contains("No paper of the library is called 'Xyzzyfoo'", output, StringComparison.Ordinal);
        Assert.Contains("A comparison needs two or more papers.", output, StringComparison.Ordinal);
        Assert.Contains("Name a file: /save FILE", output, StringComparison.Ordinal);
        Assert.Contains("cannot be written", output, StringComparison.Ordinal);
        Assert.Contains("[BOLT]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_and_save_without_more_ado_take_the_conversation()
    {
        var file = Path.Combine(Folder, "chat.md");
        var (_, output, _) = await ChatAsync(["chat", "--quiet", "--no-save"], "Compare BOLT and SMART.", "/compare", "/title Two of them", $"/save {file}");

        Assert.Contains("not reported", output, StringComparison.Ordinal);
        Assert.Contains("Wrote 1 answer to ", output, StringComparison.Ordinal);
        Assert.StartsWith("# Two of them\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saved_conversations_are_listed_searched_shown_renamed_exported_and_deleted()
    {
        await ChatAsync(["chat", "--quiet"], "How much does SMART gain on GSM8K?");
        await ChatAsync(["chat", "--quiet"], "What is BOLT?", "and its results?");
        var ids = JsonNode.Parse((await InLibraryAsync("chats", "--json")).Out)!.AsArray().Select(c => (string)c!["id"]!).ToList();
        Assert.Equal(2, ids.Count);
        var bolt = ids.Single(i => i.EndsWith("bolt", StringComparison.Ordinal));

        var (exitCode, output, _) = await InLibraryAsync("chats", "search", "gained", "points");
        Assert.Equal(0, exitCode);
        Assert.Contains("question 1, ", output, StringComparison.Ordinal);
        Assert.Contains("  Experiments span various reasoning datasets", output, StringComparison.Ordinal);
        Assert.Equal(1, (await InLibraryAsync("chats", "search", "photosynthesis")).ExitCode);
        Assert.Equal("Liu2024SMART", (string?)JsonNode.Parse((await InLibraryAsync("chats", "search", "points", "gsm8k", "--json")).Out)![0]!["keys"]![0]);

        Assert.StartsWith("# What is BOLT?\n", (await InLibraryAsync("chats", "show", bolt)).Out, StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse((await InLibraryAsync("chats", "show", bolt, "--json")).Out)!["turns"]!.AsArray().Count);

        Assert.Equal(0, (await InLibraryAsync("chats", "rename", bolt, "Long", "chains")).ExitCode);
        Assert.Contains("\tLong chains", (await InLibraryAsync("chats")).Out, StringComparison.Ordinal);

        var file = Path.Combine(Folder, "bolt.json");
        Assert.Equal(0, (await InLibraryAsync("chats", "export", bolt, "--format", "json", "-o", file)).ExitCode);
        Assert.Equal("Long chains", (string?)JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!["title"]);
        Assert.StartsWith("# Long chains\n", (await InLibraryAsync("chats", "export", bolt)).Out, StringComparison.Ordinal);

        (exitCode, _, var error) = await InLibraryAsync("chats", "delete", bolt);
        Assert.Equal(2, exitCode);
        Assert.Contains("Use --yes", error, StringComparison.Ordinal);
        Assert.Contains("Nothing was deleted.", (await ChatAsync(["chats", "delete", bolt], "n")).Out, StringComparison.Ordinal);
        Assert.Contains($"Deleted {bolt}.", (await ChatAsync(["chats", "delete", bolt], "y")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await InLibraryAsync("chats", "delete", "last", "--yes")).ExitCode);
        Assert.Equal("[]", (await InLibraryAsync("chats", "--json")).Out.Trim());
    }

    [Theory]
    [InlineData("show", "nothing")]
    [InlineData("export", "nothing")]
    [InlineData("delete", "nothing", "--yes")]
    [InlineData("rename", "nothing", "Something")]
    public async Task A_wrong_id_is_one_clear_line(params string[] args)
    {
        var (exitCode, output, error) = await InLibraryAsync(["chats", .. args]);

        Assert.Equal((3, ""), (exitCode, output));
        IsOneClearLine(error);
        Assert.Contains("There are no saved conversations", error, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Out, string Error)> ChatAsync(string[] args, params string[] lines)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(string.Concat(lines.Select(l => l + "\n")));
        var exitCode = await ResearchCli.RunAsync([.. args, "--library", Library], new Terminal(output, error, input, isInteractive: false), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
