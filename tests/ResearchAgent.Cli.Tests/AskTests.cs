using System.Text.Json.Nodes;
using NJsonSchema;
using Xunit;

namespace ResearchAgent.Cli.Tests;

public sealed class AskTests : CliRun
{
    private const string Drop = "How much does Successive Prompting improve on DROP?";

    [Fact]
    public async Task The_first_question_builds_a_library_from_the_samples_and_says_so()
    {
        var (exitCode, output, error) = await InLibraryAsync("ask", Drop);

        Assert.Equal(0, exitCode);
        Assert.Contains("5%", output, StringComparison.Ordinal);
        Assert.Contains("[Dua2022SuccessivePromptingDecomposing]", output, StringComparison.Ordinal);
        Assert.Contains("71 papers (samples/reading-list)", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);

        var (_, _, secondError) = await InLibraryAsync("ask", Drop);
        Assert.Equal("", secondError);
    }

    [Fact]
    public async Task A_question_outside_the_library_is_not_answered_and_names_the_nearest_papers()
    {
        var (exitCode, output, _) = await InLibraryAsync("ask", "How many parameters does AlphaFold 2 have?", "--quiet");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("No answer:", output, StringComparison.Ordinal);
        Assert.Contains("Nearest papers:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_of_every_kind_of_text_fits_the_schema_that_verify_prints()
    {
        var schema = await JsonSchema.FromJsonAsync((await RunAsync("verify", "--schema")).Out, TestContext.Current.CancellationToken);
        foreach (var command in (string[][])[["ask", Drop], ["ask", "What is the boiling point of ethanol?"], ["compare", "Plan-and-Solve", "Successive Prompting"], ["review", "test-time compute"]])
        {
            var (_, output, _) = await InLibraryAsync([.. command, "--json", "--quiet"]);
            Assert.Empty(schema.Validate(output));
        }

        Assert.NotEmpty(schema.Validate("""{"kind": "answer", "question": "?"}"""));
    }

    [Fact]
    public async Task Verify_passes_a_saved_answer_and_names_a_claim_whose_quote_was_tampered_with()
    {
        var (_, json, _) = await InLibraryAsync("ask", Drop, "--json", "--quiet");
        var (exitCode, output, _) = await InLibraryAsync("verify", Write("answer.json", json));
        Assert.Equal(0, exitCode);
        Assert.Contains("1 of 1 claims verified", output, StringComparison.Ordinal);

        var node = JsonNode.Parse(json)!;
        node["claims"]![0]!["citations"]![0]!["quote"]!["text"] = "the best model gains about 15% absolute F1";
        (exitCode, output, _) = await InLibraryAsync("verify", Write("forged.json", node.ToJsonString()));
        Assert.Equal(1, exitCode);
        Assert.Contains("claim 1: Unlocated", output, StringComparison.Ordinal);
        Assert.Contains("not in arxiv:2212.04092#0v1: \"the best model gains about 15% absolute F1\"", output, StringComparison.Ordinal);

        // The quote is real, the sentence claims more than it says.
        node = JsonNode.Parse(json)!;
        node["claims"]![0]!["text"] = "Successive Prompting gains about 15% absolute F1 on DROP.";
        (exitCode, output, _) = await InLibraryAsync("verify", Write("inflated.json", node.ToJsonString()));
        Assert.Equal(1, exitCode);
        Assert.Contains("claim 1: NumberMismatch", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_fails_where_the_file_and_the_library_judge_a_claim_differently()
    {
        var (_, json, _) = await InLibraryAsync("ask", Drop, "--json", "--quiet");
        var node = JsonNode.Parse(json)!;
        node["claims"]![0]!["verdict"] = "NumberMismatch";

        var (exitCode, output, _) = await InLibraryAsync("verify", Write("differs.json", node.ToJsonString()));

        Assert.Equal(1, exitCode);
        Assert.Contains("claim 1: the file says NumberMismatch, the library says Supported", output, StringComparison.Ordinal);
    }

    // An empty library would be taken for the person's own, and nothing would ever be answered from the samples.
    [Fact]
    public async Task Neither_verify_nor_an_add_of_nothing_keeps_the_first_question_from_the_samples()
    {
        var (_, json, _) = await RunAsync("ask", Drop, "--json", "--quiet", "--library", Path.Combine(Folder, "other"));
        var (exitCode, _, error) = await InLibraryAsync("verify", Write("answer.json", json));
        Assert.Equal(3, exitCode);
        IsOneClearLine(error);
        Assert.Contains("no library in", error, StringComparison.Ordinal);

        Assert.Equal(3, (await InLibraryAsync("add", Path.Combine(Folder, "missing.txt"))).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("ask", Drop)).ExitCode);
    }

    [Fact]
    public async Task Stopping_while_the_samples_are_read_leaves_no_half_library()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var stopping = new CancellationTokenSource();
        var run = ResearchCli.RunAsync(["ask", Drop, "--library", Library], new Terminal(output, error, TextReader.Null, isInteractive: false), stopping.Token);
        await stopping.CancelAsync();

        // Stopped in time or just too late: half of the papers is what must never remain.
        if (await run == 130)
        {
            Assert.Empty(Directory.Exists(Library) ? Directory.GetFileSystemEntries(Library, "*", SearchOption.AllDirectories) : []);
        }

        Assert.Equal(71, (await InLibraryAsync("papers", "--quiet")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Quotes_are_shown_with_passage_and_place_when_asked_for()
    {
        var (_, output, _) = await InLibraryAsync("ask", Drop, "--show-quotes", "--quiet");

        Assert.Contains("arxiv:2212.04092#0v1, character", output, StringComparison.Ordinal);
    }
}
