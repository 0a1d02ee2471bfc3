using System.Text.Json;
using Xunit;

namespace ResearchAgent.Cli.Tests;

public sealed class WritingTests : CliRun
{
    [Fact]
    public async Task A_comparison_quotes_in_every_filled_cell_and_says_where_nothing_is_reported()
    {
        var (exitCode, output, _) = await InLibraryAsync("compare", "Plan-and-Solve", "Successive Prompting", "--aspects", "energy use", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.Contains("| Idea |", output, StringComparison.Ordinal);
        Assert.Contains("| Energy use | not reported | not reported |", output, StringComparison.Ordinal);
        Assert.Contains("whereas", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "aspect,Wang2023PlanAndSolve")]
    [InlineData("latex", "\\begin{tabular}")]
    [InlineData("json", "\"kind\": \"comparison\"")]
    public async Task A_comparison_comes_in_other_formats(string format, string expected)
    {
        var (_, output, _) = await InLibraryAsync("compare", "Plan-and-Solve", "Successive Prompting", "--format", format, "--quiet");

        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_in_LaTeX_cites_only_keys_that_its_bib_file_has()
    {
        var bib = Path.Combine(Folder, "refs.bib");
        var (exitCode, output, _) = await InLibraryAsync("review", "fine-tuning", "--format", "latex", "--bib", bib, "--quiet");

        Assert.Equal(0, exitCode);
        var entries = await File.ReadAllTextAsync(bib, TestContext.Current.CancellationToken);
        var cited = System.Text.RegularExpressions.Regex.Matches(output, @"\\cite\{([^}]*)\}").SelectMany(m => m.Groups[1].Value.Split(',')).ToHashSet();
        Assert.NotEmpty(cited);
        Assert.All(cited, key => Assert.Contains($"{{{key},", entries, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_topic_outside_the_library_gives_no_review()
    {
        var (exitCode, output, error) = await InLibraryAsync("review", "coral reefs", "--quiet");

        Assert.Equal((1, ""), (exitCode, output));
        IsOneClearLine(error);
    }

    [Fact]
    public async Task Related_work_says_what_a_theme_shares_with_the_draft()
    {
        var draft = Write("draft.md", "# Trees meet attention on small tables\n\nGradient boosting remains strong on small tabular datasets. We combine tree ensembles with attention over samples.\n");
        var (exitCode, output, _) = await InLibraryAsync("related-work", draft, "--quiet");

        Assert.Equal(0, exitCode);
        Assert.Contains("Hopular", output, StringComparison.Ordinal);
        Assert.Contains("The present work and this line of work both address tabular datasets", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_titled_by_its_first_heading_even_below_other_lines()
    {
        var draft = Write("draft.md", "Notes to myself\n\n# Trees meet attention on small tables\n\nWe combine tree ensembles with attention over samples of tabular datasets.\n");
        var (_, output, _) = await InLibraryAsync("related-work", draft, "--json", "--quiet");

        Assert.Contains("\"topic\": \"Trees meet attention on small tables\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_that_finds_nothing_is_still_JSON_when_JSON_was_asked_for()
    {
        var (exitCode, output, error) = await InLibraryAsync("review", "coral reefs", "--json", "--quiet");

        Assert.Equal(1, exitCode);
        Assert.Contains("\"themes\": []", output, StringComparison.Ordinal);
        IsOneClearLine(error);
    }

    [Fact]
    public async Task A_bib_file_that_cannot_be_written_stops_before_anything_is_printed()
    {
        var bib = Path.Combine(Folder, "missing", "refs.bib");
        var (exitCode, output, error) = await InLibraryAsync("review", "fine-tuning", "--bib", bib, "--quiet");

        Assert.Equal((4, ""), (exitCode, output));
        IsOneClearLine(error);
        Assert.Contains(bib, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_names_papers_by_key_and_refuses_a_name_that_nothing_bears()
    {
        var (exitCode, output, _) = await InLibraryAsync("search", "language", "models", "--paper", "Wang2023PlanAndSolve", "--json", "--quiet");
        Assert.Equal(0, exitCode);
        Assert.All(JsonDocument.Parse(output).RootElement.EnumerateArray(), p => Assert.Equal("Wang2023PlanAndSolve", p.GetProperty("key").GetString()));

        (exitCode, _, var error) = await InLibraryAsync("ask", "How does it work?", "--paper", "Xyzzyfoo", "--quiet");
        Assert.Equal(1, exitCode);
        IsOneClearLine(error);
        Assert.Contains("'Xyzzyfoo'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_says_why_a_passage_was_found()
    {
        var (exitCode, output, _) = await InLibraryAsync("search", "Hopfield networks tabular", "--limit", "2", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("1. [Schafl2022Hopular]", output, StringComparison.Ordinal);
        Assert.Contains("matched hopfield network tabular", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_reads_questions_from_a_pipe()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader("How does nudging work?\nHow many tasks was it evaluated on?\n/quit\n");
        var exitCode = await ResearchCli.RunAsync(["chat", "--library", Library, "--quiet"], new Terminal(output, error, input, isInteractive: false), TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Contains("13 tasks", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_stops_with_one_line_and_its_own_exit_code()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var exitCode = await ResearchCli.RunAsync(["ask", "anything", "--library", Library, "--quiet"], new Terminal(output, error, TextReader.Null, isInteractive: false), cancelled.Token);

        Assert.Equal(130, exitCode);
        IsOneClearLine(error.ToString());
    }

    [Fact]
    public async Task The_evaluation_of_our_questions_reports_every_kind()
    {
        var questions = Write("q.jsonl", """
            {"id": "1", "kind": "fact", "question": "How long does it take to train the BootPIG architecture?", "papers": ["BootPIG: Bootstrapping Zero-shot Personalized Image Generation Capabilities in Pretrained Diffusion Models"], "answer_patterns": ["1 hour"]}
            {"id": "2", "kind": "unanswerable", "question": "Who painted Girl with a Pearl Earring?", "papers": [], "answer_patterns": []}
            """);
        var (exitCode, output, _) = await InLibraryAsync("eval", "qa", questions, "--quiet");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"abstention recall\s+1\.000\s+\(95%", output);
        Assert.Matches(@"fact\s+1\s+1\.000\s+1\.000\s+1\.000", output);
        Assert.Contains("abstention           precision 1.000, recall 1.000 (1 right, 0 needless, 0 missed)", output, StringComparison.Ordinal);
    }
}
