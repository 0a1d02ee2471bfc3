using System.Text.Json;
using Xunit;

namespace ResearchAgent.Cli.Tests;

public sealed class ContradictionsTests : CliRun
{
    [Fact]
    public async Task Two_papers_that_disagree_are_listed_with_both_quotes_and_survive_verification()
    {
        await AddAsync();
        var (exitCode, output, _) = await InLibraryAsync("contradictions", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.Contains("for a person to judge", output, StringComparison.Ordinal);
        Assert.Contains("'does not improve'", output, StringComparison.Ordinal);
        Assert.Contains("“Dropout improves the calibration of transformers.”", output, StringComparison.Ordinal);
        Assert.Contains("“We find that dropout does not improve the calibration of transformers.”", output, StringComparison.Ordinal);

        (exitCode, output, _) = await InLibraryAsync("contradictions", "--json");
        Assert.Equal(0, exitCode);
        Assert.Equal("contradictions", JsonDocument.Parse(output).RootElement.GetProperty("kind").GetString());
        Assert.Equal((0, "4 of 4 claims verified, 4 quotes checked\n"), await VerifyAsync(output));
    }

    [Theory]
    [InlineData("ask")]
    [InlineData("ask", "--agent")]
    public async Task An_answer_says_where_the_evidence_disagrees_and_cites_both(params string[] command)
    {
        await AddAsync();
        var (exitCode, output, _) = await InLibraryAsync([.. command, "Does dropout improve the calibration of transformers?", "--quiet", "--json"]);

        Assert.Equal(0, exitCode);
        var claims = JsonDocument.Parse(output).RootElement.GetProperty("claims").EnumerateArray().ToList();
        var disagreement = Assert.Single(claims, c => c.GetProperty("text").GetString()!.StartsWith("The evidence disagrees: ", StringComparison.Ordinal));
        Assert.Equal(2, disagreement.GetProperty("citations").EnumerateArray().Select(c => c.GetProperty("key").GetString()).Distinct().Count());
        Assert.Equal(0, (await VerifyAsync(output)).ExitCode);
    }

    [Fact]
    public async Task A_topic_and_a_limit_narrow_the_list()
    {
        await AddAsync();
        var (_, output, error) = await InLibraryAsync("contradictions", "--limit", "1", "--json");
        Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("pairs").EnumerateArray());
        Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetProperty("references").GetArrayLength());
        Assert.Contains("1 of 2 candidates", error, StringComparison.Ordinal);

        (_, output, _) = await InLibraryAsync("contradictions", "grokking", "--json", "--quiet");
        var pair = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("pairs").EnumerateArray());
        Assert.Contains("grokking", pair.GetProperty("subject").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_in_which_nothing_disagrees_says_so_and_how_much_it_compared()
    {
        await AddAsync();
        var (exitCode, output, error) = await InLibraryAsync("contradictions", "--paper", "Roe2021NotesRegularization", "--quiet");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal("No contradictions found among 2 sentences of 1 paper.\n", error);
    }

    [Theory]
    [InlineData("--limit", "0")]
    [InlineData("--limit", "ten")]
    [InlineData(" ")]
    [InlineData("--fromat")]
    public async Task A_slip_is_a_usage_error(params string[] args)
    {
        var (exitCode, _, error) = await InLibraryAsync(["contradictions", .. args]);

        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
    }

    private async Task AddAsync()
    {
        var file = Write("papers.jsonl", """
            {"title": "Notes on regularization", "authors": ["Jane Roe", "others"], "year": 2021, "abstract": "Dropout improves the calibration of transformers. Weight decay is necessary for grokking on modular addition."}
            {"title": "More notes on training", "authors": ["John Doe", "others"], "year": 2022, "abstract": "We find that dropout does not improve the calibration of transformers. Weight decay is unnecessary for grokking on modular addition."}
            """);
        Assert.Equal(0, (await InLibraryAsync("add", file, "--quiet")).ExitCode);
    }

    private async Task<(int ExitCode, string Out)> VerifyAsync(string json)
    {
        var (exitCode, output, _) = await InLibraryAsync("verify", Write("found.json", json));
        return (exitCode, output);
    }
}
