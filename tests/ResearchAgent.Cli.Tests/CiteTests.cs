using Xunit;

namespace ResearchAgent.Cli.Tests;

public sealed class CiteTests : CliRun
{
    [Fact]
    public async Task Named_papers_are_printed_in_apa_unless_told_otherwise()
    {
        var (exitCode, output, _) = await InLibraryAsync("cite", "Plan-and-Solve", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("Wang, L., ", Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("*", (await InLibraryAsync("cite", "Plan-and-Solve", "--format", "md", "--quiet")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "1. ")]
    [InlineData("md", "1. ")]
    [InlineData("latex", "\\begin{thebibliography}{9}\n  \\bibitem{")]
    [InlineData("html", "<ol class=\"references\">\n  <li>")]
    [InlineData("json", "[\n  {\n    \"key\": \"")]
    [InlineData("bib", "@")]
    public async Task A_list_comes_in_several_formats(string format, string start)
    {
        var (exitCode, output, _) = await InLibraryAsync("cite", "Plan-and-Solve", "Successive Prompting", "--style", "ieee", "--format", format, "--quiet");

        Assert.Equal(0, exitCode);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_names_the_filters_choose()
    {
        var (_, output, _) = await InLibraryAsync("cite", "--year-from", "2014", "--year-to", "2018", "--quiet");

        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_paper_that_is_not_there_is_named()
    {
        var (exitCode, _, error) = await InLibraryAsync("cite", "Xyzzyfoo", "--quiet");

        Assert.Equal(1, exitCode);
        IsOneClearLine(error);
    }

    [Fact]
    public async Task A_style_that_is_none_is_a_usage_error()
    {
        var (exitCode, _, error) = await InLibraryAsync("cite", "--style", "mla", "--quiet");

        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
    }

    [Fact]
    public async Task An_answer_in_a_style_has_its_marks_and_its_list()
    {
        var (exitCode, output, _) = await InLibraryAsync("ask", "How does Plan-and-Solve prompting work?", "--style", "ieee", "--show-quotes", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.Contains(" [1].", output, StringComparison.Ordinal);
        Assert.Contains("\n  1. L. Wang", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Wang2023", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare", "Plan-and-Solve", "Successive Prompting")]
    [InlineData("review", "fine-tuning", "of language models")]
    public async Task Markdown_in_a_style_has_no_keys(string command, string first, string second)
    {
        var (exitCode, output, _) = await InLibraryAsync(command, first, second, "--style", "apa", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"\([A-Z][^()]*, 20\d\d", output);
        Assert.DoesNotMatch(@"\[[A-Z][A-Za-z]+20\d\d", output);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("latex")]
    [InlineData("json")]
    public async Task A_format_that_keeps_keys_refuses_a_style(string format)
    {
        var (exitCode, _, error) = await InLibraryAsync("compare", "Plan-and-Solve", "Successive Prompting", "--style", "apa", "--format", format, "--quiet");

        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
    }
}
