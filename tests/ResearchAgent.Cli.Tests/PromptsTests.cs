using System.Text.Json.Nodes;
using Xunit;

namespace ResearchAgent.Cli.Tests;

[Collection("settings")]
public sealed class PromptsTests : CliRun
{
    private const string Drop = "How much does Successive Prompting improve on DROP?";
    private const string Dua = "Dua2022SuccessivePromptingDecomposing";
    private const string Mine = """<message role="user">My own words. {{$question}} {{$keys}} {{$evidence}}</message>""";

    private readonly List<string> _variables = [];

    [Fact]
    public async Task The_list_says_whose_each_prompt_is_and_a_copy_is_the_librarys()
    {
        var (_, before, _) = await InLibraryAsync("prompts");
        var (exitCode, said, _) = await InLibraryAsync("prompts", "copy", "related_work");
        var (_, after, note) = await InLibraryAsync("prompts", "list");

        Assert.Equal(["agent", "answer", "compare", "decompose", "follow-up", "related-work", "repair", "review", "sanity", "summarize"], before.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]));
        Assert.Contains("\nrelated-work\tprogram\t1\t", before.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
        Assert.Contains(Path.Combine(Library, "prompts", "related-work"), said, StringComparison.Ordinal);
        Assert.Equal(before.Replace("related-work\tprogram", "related-work\tlibrary", StringComparison.Ordinal), after);
        Assert.Equal("", note);
    }

    [Fact]
    public async Task A_copy_overwrites_nothing()
    {
        var file = Write(Path.Combine("library", "prompts", "answer", "skprompt.txt"), "mine");

        var (exitCode, _, error) = await InLibraryAsync("prompts", "copy", "answer");

        Assert.Equal((3, "mine"), (exitCode, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        IsOneClearLine(error);
        Assert.Contains("exists already. Edit what is there, or remove it first.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_an_older_version_is_noted()
    {
        await InLibraryAsync("prompts", "copy", "answer");
        var config = Path.Combine(Library, "prompts", "answer", "config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace("\"version\": \"1\"", "\"version\": 0.9", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (_, output, error) = await InLibraryAsync("prompts");

        Assert.Contains("\nanswer\tlibrary\t0.9\t", output, StringComparison.Ordinal);
        Assert.Equal("The library's prompt 'answer' was made from version 0.9; the program's is 1 now.", error.Trim());
    }

    [Fact]
    public async Task A_prompt_is_shown_as_it_is_written_and_as_it_is_sent()
    {
        Write(Path.Combine("library", "prompts", "answer", "skprompt.txt"), Mine);

        var (_, written, _) = await InLibraryAsync("prompts", "show", "answer");
        var (_, sent, _) = await InLibraryAsync("prompts", "show", "answer", "--rendered");
        var json = JsonNode.Parse((await InLibraryAsync("prompts", "show", "answer", "--json")).Out)!;

        Assert.StartsWith("prompt    answer, of the library", written, StringComparison.Ordinal);
        Assert.Contains("version   none (the program's: 1), text ", written, StringComparison.Ordinal);
        Assert.Contains("settings  temperature 0, max_tokens 600", written, StringComparison.Ordinal);
        Assert.EndsWith(Mine, written.TrimEnd(), StringComparison.Ordinal);
        Assert.StartsWith("[user]\nMy own words. How much does planning help on GSM8K? Okafor2023PlanFirst", sent.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal((Mine, "library"), ((string)json["text"]!, (string)json["prompt"]!["origin"]!));
    }

    [Fact]
    public async Task An_unknown_name_is_one_line_with_those_there_are()
    {
        foreach (var verb in (string[])["show", "copy"])
        {
            var (exitCode, _, error) = await InLibraryAsync("prompts", verb, "anwser");

            Assert.Equal(3, exitCode);
            IsOneClearLine(error);
            Assert.Contains("there is no prompt 'anwser'. There are: agent, answer, compare,", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_model_writes_from_is_the_librarys_prompt_and_the_trace_says_so()
    {
        using var server = new ChatServerDouble($"Successive Prompting gains about 5% absolute F1 on a few-shot variant of DROP [{Dua}].");
        UseServer(server);
        Write(Path.Combine("library", "prompts", "answer", "skprompt.txt"), Mine);

        var (exitCode, output, _) = await InLibraryAsync("ask", Drop, "--json", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("My own words. " + Drop, (string)Assert.Single(server.Requests).Body["messages"]![0]!["content"]!, StringComparison.Ordinal);
        Assert.Matches("prompt answer [0-9a-f]{16} \\(library\\), seed 0", output);
    }

    [Fact]
    public async Task A_broken_prompt_of_the_library_is_one_line_before_any_model_is_asked_and_nothing_where_none_is()
    {
        using var server = new ChatServerDouble("Nothing.");
        await InLibraryAsync("ask", Drop, "--quiet");
        UseServer(server);
        var file = Write(Path.Combine("library", "prompts", "answer", "skprompt.txt"), """<message role="user">{{$question}}</message>""");

        var (exitCode, output, error) = await InLibraryAsync("ask", Drop, "--quiet");
        var extractive = await InLibraryAsync("ask", Drop, "--quiet", "--writer", "extractive");

        Assert.Equal((4, ""), (exitCode, output));
        IsOneClearLine(error);
        Assert.Contains($"{file}: does not use the variable 'keys'. Insert {{{{$keys}}}}:", error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.Equal((0, ""), (extractive.ExitCode, extractive.Error));
    }

    [Fact]
    public async Task Without_a_model_what_is_sent_is_checked()
    {
        var (exitCode, output, error) = await InLibraryAsync("prompts", "check");

        Assert.Equal(0, exitCode);
        Assert.Contains("ok   answer: a quote gives orders\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(", 0 failed; no model was asked.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_of_the_library_is_checked_by_the_programs_examples()
    {
        Write(Path.Combine("library", "prompts", "answer", "skprompt.txt"), Mine);

        var (exitCode, output, _) = await InLibraryAsync("prompts", "check", "answer");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("FAIL answer: two papers answer: the messages are user; expected: system, user", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_failed_check()
    {
        var file = Write(Path.Combine("library", "prompts", "answer", "examples.json"), "[7]");
        Write(Path.Combine("library", "prompts", "answer", "skprompt.txt"), Mine);
        var examples = await InLibraryAsync("prompts", "check");
        File.Delete(file);
        Write(Path.Combine("library", "prompts", "answer", "skprompt.txt"), "Hello.");
        var (exitCode, output, _) = await InLibraryAsync("prompts", "check", "--json");

        Assert.Equal(1, examples.ExitCode);
        Assert.Contains($"\nFAIL answer: {file}:1: not a list of examples", examples.Out, StringComparison.Ordinal);
        Assert.Contains("ok   review: ", examples.Out, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
        Assert.Contains("skprompt.txt:1: only <message", (string)Assert.Single(JsonNode.Parse(output)!.AsArray())!["problems"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_model_its_replies_are_checked()
    {
        using var server = new ChatServerDouble("INSUFFICIENT EVIDENCE");
        UseServer(server);

        var (exitCode, output, error) = await InLibraryAsync("prompts", "check", "answer");
        var offline = await InLibraryAsync("prompts", "check", "answer", "--writer", "extractive");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            """
            FAIL answer: two papers answer: the reply abstains; the reply does not contain '59.3'
            ok   answer: the evidence does not answer
            ok   answer: a quote gives orders

            """, output, ignoreLineEndingDifferences: true);
        Assert.Equal("3 checked, 1 failed; the model replied 3 times.", error.Trim());
        Assert.Equal((0L, 0.0), ((long)server.Requests[0].Body["seed"]!, (double)server.Requests[0].Body["temperature"]!));
        Assert.Equal((0, 3), (offline.ExitCode, server.Requests.Count));
    }

    [Fact]
    public async Task A_model_that_fails_is_a_failed_check()
    {
        using var server = new ChatServerDouble("Nothing.", "500 Internal Server Error");
        UseServer(server);

        var (exitCode, output, _) = await InLibraryAsync("prompts", "check", "sanity");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("FAIL sanity: a simple question: the model failed: ", output, StringComparison.Ordinal);
    }

    public override void Dispose()
    {
        _variables.ForEach(v => Environment.SetEnvironmentVariable(v, null));
        base.Dispose();
    }

    private void UseServer(ChatServerDouble server)
    {
        foreach (var (name, value) in new[] { ("Endpoint", server.Endpoint), ("Model", "tiny") })
        {
            _variables.Add("RESEARCH_Models__Chat__" + name);
            Environment.SetEnvironmentVariable(_variables[^1], value);
        }
    }
}
