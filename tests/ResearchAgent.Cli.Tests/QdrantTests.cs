using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>The same library in its folder and on a server, which the double stands for.</summary>
[Collection("settings")]
public sealed class QdrantTests : CliRun, IAsyncLifetime
{
    private const string Drop = "How much does Successive Prompting improve on DROP?";
    private const string Setting = "RESEARCH_Index__Qdrant__";

    private QdrantDouble _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await QdrantDouble.StartAsync();
        Environment.SetEnvironmentVariable(Setting + "Address", _server.Address.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable(Setting + "Address", null);
        await _server.DisposeAsync();
        Dispose();
    }

    [Fact]
    public async Task A_library_that_was_copied_gives_the_same_answers_and_comes_back_the_same()
    {
        var here = await InLibraryAsync("ask", Drop, "--json", "--quiet");
        var copied = await InLibraryAsync("index", "migrate", "--to", "qdrant", "--json");
        Assert.Equal((0, ""), (copied.ExitCode, copied.Error));
        Assert.Equal(71, JsonNode.Parse(copied.Out)!["copied"]!.GetValue<int>());

        var there = await InLibraryAsync("ask", Drop, "--json", "--quiet", "--index", "qdrant");
        Assert.Equal(Claims(here.Out), Claims(there.Out));
        Assert.Equal((await InLibraryAsync("papers", "--json")).Out, (await InLibraryAsync("papers", "--json", "--index", "qdrant")).Out);
        Assert.Equal(0, (await InLibraryAsync("verify", Write("answer.json", there.Out), "--index", "qdrant")).ExitCode);

        var back = Path.Combine(Folder, "back");
        Assert.Equal(0, (await RunAsync("index", "migrate", "--to", "sqlite", "--library", back, "--quiet")).ExitCode);
        Assert.Equal((await InLibraryAsync("papers", "--json")).Out, (await RunAsync("papers", "--json", "--library", back)).Out);
        Assert.Equal(0, (await RunAsync("index", "verify", "--to", "sqlite", "--library", back)).ExitCode);
    }

    [Fact]
    public async Task Questions_of_every_kind_get_the_same_answers_from_both()
    {
        await InLibraryAsync("papers", "--quiet");
        await InLibraryAsync("index", "migrate", "--to", "qdrant", "--quiet");
        var all = File.ReadLines(Path.Combine(Repository(), "tests", "data", "reading-list-questions.jsonl"));
        var questions = Write("questions.jsonl", string.Join('\n', all.Where((_, i) => i % 6 == 0)));

        var here = await InLibraryAsync("eval", "qa", questions, "--json");
        var there = await InLibraryAsync("eval", "qa", questions, "--json", "--index", "qdrant");

        Assert.Equal((0, ""), (here.ExitCode, here.Error));
        Assert.Equal(Rounded(here.Out), Rounded(there.Out));

        // The order in which a sum is added up shows in the ninth digit.
        static string Rounded(string json) => Regex.Replace(json, @"(?<=\d\.\d{6})\d+", "");
    }

    [Fact]
    public async Task A_copy_that_was_stopped_goes_on_where_it_was_and_a_second_one_copies_nothing()
    {
        await InLibraryAsync("papers", "--quiet");
        _server.Inject(new Fault { Method = "Upsert", Skip = 40, Status = Grpc.Core.StatusCode.InvalidArgument });
        Assert.Equal(4, (await InLibraryAsync("index", "migrate", "--to", "qdrant")).ExitCode);

        var second = JsonNode.Parse((await InLibraryAsync("index", "migrate", "--to", "qdrant", "--json")).Out)!;
        Assert.Equal((51, 20), (second["copied"]!.GetValue<int>(), second["unchanged"]!.GetValue<int>()));
        Assert.Empty(second["differences"]!.AsArray());

        var third = JsonNode.Parse((await InLibraryAsync("index", "migrate", "--to", "qdrant", "--json")).Out)!;
        Assert.Equal((0, 71), (third["copied"]!.GetValue<int>(), third["unchanged"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_paper_that_is_missing_there_is_named_by_verify()
    {
        await InLibraryAsync("index", "migrate", "--to", "qdrant", "--quiet");
        await InLibraryAsync("papers", "--quiet");
        await InLibraryAsync("index", "migrate", "--to", "qdrant", "--quiet");
        await InLibraryAsync("add", Write("notes/tide.md", "# The Tide Turns\n\nThe moon pulls the tide twice a day.\n"), "--quiet");

        var (exitCode, _, error) = await InLibraryAsync("index", "verify", "--to", "qdrant");

        Assert.Equal(1, exitCode);
        Assert.Contains("TideTurns", error, StringComparison.Ordinal);
        Assert.Contains("72 papers", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_library_on_a_server_is_not_filled_by_itself()
    {
        var (exitCode, _, error) = await RunAsync("ask", Drop, "--index", "qdrant");
        Assert.Equal(3, exitCode);
        Assert.Contains("research index migrate --to qdrant", error, StringComparison.Ordinal);
        IsOneClearLine(error);
    }

    [Fact]
    public async Task Papers_can_be_added_to_a_server_and_its_state_is_shown()
    {
        var added = await RunAsync("add", Write("notes/tide.md", "# The Tide Turns\n\nThe moon pulls the tide twice a day.\n"), "--index", "qdrant");
        Assert.Equal(0, added.ExitCode);

        var (exitCode, output, _) = await RunAsync("index", "status", "--index", "qdrant");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("qdrant: 1 papers, 1 passages", output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("reembed", "--index", "qdrant")).ExitCode);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_line_and_exit_code_4()
    {
        await _server.StopAsync();
        var (exitCode, _, error) = await RunAsync("ask", Drop, "--index", "qdrant");
        Assert.Equal(4, exitCode);
        Assert.Contains("docker compose up", error, StringComparison.Ordinal);
        IsOneClearLine(error);
    }

    [Theory]
    [InlineData("Provider", "oracle", "Sqlite or Qdrant")]
    [InlineData("Qdrant__Address", "6334", "http://127.0.0.1:6334")]
    [InlineData("Qdrant__Library", "a b", "letters, digits")]
    [InlineData("Qdrant__TimeoutSeconds", "soon", "whole number")]
    [InlineData("Qdrant__ApiKeyVariable", "RESEARCH_TEST_NO_SUCH_KEY", "is not set")]
    public async Task A_wrong_setting_is_one_line_that_names_it(string name, string value, string expected)
    {
        Environment.SetEnvironmentVariable("RESEARCH_Index__" + name, value);
        try
        {
            var (exitCode, _, error) = await RunAsync(name == "Provider" ? ["papers"] : ["papers", "--index", "qdrant"]);
            Assert.Equal(3, exitCode);
            Assert.Contains(value, error, StringComparison.Ordinal);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            IsOneClearLine(error);
        }
        finally
        {
            Environment.SetEnvironmentVariable("RESEARCH_Index__" + name, null);
        }
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ResearchAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return folder;
    }

    private static string Claims(string json) => JsonNode.Parse(json)!["claims"]!.ToJsonString();
}
