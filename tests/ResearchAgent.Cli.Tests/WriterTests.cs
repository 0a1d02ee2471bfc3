using NJsonSchema;
using ResearchAgent.Cli;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>Settings come from environment variables, which belong to the whole process: nothing else may run meanwhile.</summary>
[CollectionDefinition("settings", DisableParallelization = true)]
public sealed class SettingsAlone;

[Collection("settings")]
public sealed class WriterTests : CliRun
{
    private const string Drop = "How much does Successive Prompting improve on DROP?";
    private const string Dua = "Dua2022SuccessivePromptingDecomposing";
    private const string Good = $"Successive Prompting gains about 5% absolute F1 on a few-shot variant of DROP [{Dua}].";
    private const string KeyVariable = "RESEARCH_TEST_CHAT_KEY";

    [Fact]
    public async Task A_configured_server_writes_and_the_answer_says_so()
    {
        using var server = new ChatServerDouble(Good + $" It gains 50% on GSM8K [{Dua}].");
        using var settings = Settings(server.Endpoint);

        var (exitCode, output, error) = await InLibraryAsync("ask", Drop, "--quiet");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith($"Successive Prompting gains about 5% absolute F1 on a few-shot variant of DROP [{Dua}].", output, StringComparison.Ordinal);
        Assert.Contains("Writer: llama (tiny), 1 sentence dropped.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("GSM8K", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_sent_the_prompt_and_its_settings_and_the_key_from_the_environment()
    {
        using var server = new ChatServerDouble(Good);
        using var settings = Settings(server.Endpoint, ("ApiKeyVariable", KeyVariable));
        Environment.SetEnvironmentVariable(KeyVariable, "s3cret");

        var (_, output, error) = await InLibraryAsync("ask", Drop, "--json");

        var (head, body) = Assert.Single(server.Requests);
        Assert.StartsWith("POST /v1/chat/completions ", head, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer s3cret", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cret", output + error, StringComparison.Ordinal);
        Assert.Equal("""{"model":"tiny","temperature":0,"seed":0,"max_tokens":600,"max_completion_tokens":600}""", Numbers(body));
        Assert.Equal(["system", "user"], body["messages"]!.AsArray().Select(m => (string)m!["role"]!));
        Assert.Contains($"[{Dua}] On a few-shot variant of DROP", (string)body["messages"]![1]!["content"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_grammars_is_sent_one_with_the_keys_and_others_are_not()
    {
        using var server = new ChatServerDouble(Good);
        using (Settings(server.Endpoint, ("SendGrammar", "true")))
        {
            await InLibraryAsync("ask", Drop, "--quiet");
        }

        using (Settings(server.Endpoint))
        {
            await InLibraryAsync("ask", Drop, "--quiet");
        }

        Assert.Contains($"\"{Dua}\"", (string)server.Requests[0].Body["grammar"]!, StringComparison.Ordinal);
        Assert.Null(server.Requests[1].Body["grammar"]);
    }

    [Fact]
    public async Task What_a_model_wrote_fits_the_schema_and_verifies_without_it()
    {
        var schema = await JsonSchema.FromJsonAsync((await RunAsync("verify", "--schema")).Out, TestContext.Current.CancellationToken);
        using var server = new ChatServerDouble(Good);
        using var settings = Settings(server.Endpoint);
        foreach (var command in (string[][])[["ask", Drop], ["compare", "Plan-and-Solve", "Successive Prompting"], ["review", "test-time compute"]])
        {
            var (_, output, _) = await InLibraryAsync([.. command, "--json", "--quiet"]);

            Assert.Empty(schema.Validate(output));
            Assert.Contains("\"model\": \"tiny\"", output, StringComparison.Ordinal);
            Assert.Equal(0, (await InLibraryAsync("verify", Write("saved.json", output))).ExitCode);
        }
    }

    [Fact]
    public async Task Extractive_asks_no_server()
    {
        using var server = new ChatServerDouble(Good);
        using var settings = Settings(server.Endpoint);

        var (exitCode, output, _) = await InLibraryAsync("ask", Drop, "--writer", "extractive", "--quiet");

        Assert.Equal(0, exitCode);
        Assert.Contains("Writer: extractive.", output, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("307 Temporary Redirect")]
    public async Task A_server_that_fails_or_sends_elsewhere_is_asked_once_and_the_extractive_answer_says_why(string status)
    {
        using var server = new ChatServerDouble(Good, status);
        using var settings = Settings(server.Endpoint);

        var (exitCode, output, _) = await InLibraryAsync("ask", Drop, "--quiet");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("On a few-shot variant of DROP, the best model", output, StringComparison.Ordinal);
        Assert.Contains("Writer: extractive in place of llama (tiny): the model failed: ", output, StringComparison.Ordinal);
        Assert.Contains(status[..3], output, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Where_the_format_has_no_room_for_it_the_reason_is_told_on_the_error_stream()
    {
        using var server = new ChatServerDouble("Nothing of use.");
        using var settings = Settings(server.Endpoint);
        await InLibraryAsync("ask", Drop, "--writer", "extractive", "--quiet");

        var (exitCode, output, error) = await InLibraryAsync("compare", "Plan-and-Solve", "Successive Prompting", "--format", "md");
        var quiet = await InLibraryAsync("compare", "Plan-and-Solve", "Successive Prompting", "--format", "md", "--quiet");

        Assert.Equal((0, "Writer: extractive in place of llama (tiny): no sentence of the model survived verification (1 written).\n"), (exitCode, error.ReplaceLineEndings("\n")));
        Assert.Contains("whereas", output, StringComparison.Ordinal);
        Assert.Equal((0, output, ""), quiet);
    }

    [Fact]
    public async Task A_model_that_finds_no_answer_gives_none()
    {
        using var server = new ChatServerDouble("INSUFFICIENT EVIDENCE");
        using var settings = Settings(server.Endpoint);

        var (exitCode, output, _) = await InLibraryAsync("ask", Drop, "--quiet");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("No answer: The model read the nearest papers' sentences", output, StringComparison.Ordinal);
        Assert.Contains("Writer: llama (tiny).", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_is_written_by_the_model_too()
    {
        using var server = new ChatServerDouble(Good);
        using var settings = Settings(server.Endpoint);
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(Drop + "\n/quit\n");

        var exitCode = await ResearchCli.RunAsync(["chat", "--library", Library, "--writer", "llama", "--quiet"], new Terminal(output, error, input, isInteractive: false), TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Contains("Writer: llama (tiny).", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No chat model is configured. Set Models:Chat:Path or Models:Chat:Endpoint")]
    [InlineData("Models:Chat:Endpoint is 'snow', which is no address", "Endpoint=snow")]
    [InlineData("Models:Chat:Endpoint is 'file:///etc/passwd', which is no address", "Endpoint=file:///etc/passwd")]
    [InlineData("Models:Chat:Model is not set", "Endpoint=http://localhost:1/v1")]
    [InlineData("The environment variable 'RESEARCH_TEST_NO_SUCH_KEY', which Models:Chat:ApiKeyVariable names, is not set", "Endpoint=http://localhost:1/v1", "Model=tiny", "ApiKeyVariable=RESEARCH_TEST_NO_SUCH_KEY")]
    [InlineData("Models:Chat:Endpoint is on another machine ('models.example'), and your questions", "Endpoint=https://models.example/v1", "Model=tiny")]
    [InlineData("Models:Chat:Endpoint is on another machine ('127.0.0.1.models.example')", "Endpoint=http://127.0.0.1.models.example/v1", "Model=tiny")]
    [InlineData("('models.example') and not encrypted", "Endpoint=http://models.example/v1", "Model=tiny", "AllowRemote=true")]
    [InlineData("Both Models:Chat:Path and Models:Chat:Endpoint are set", "Path=m.gguf", "Endpoint=http://localhost:1/v1")]
    public async Task A_model_that_cannot_be_used_is_one_line_that_names_the_setting(string expected, params string[] settings)
    {
        using var configured = new ChatSettings([.. settings.Select(s => (s.Split('=')[0], s.Split('=')[1]))]);

        var (exitCode, output, error) = await InLibraryAsync("ask", Drop, "--writer", "llama", "--quiet");

        Assert.Equal((4, ""), (exitCode, output));
        IsOneClearLine(error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_writer_is_a_slip_on_the_command_line()
    {
        var (exitCode, _, error) = await InLibraryAsync("ask", Drop, "--writer", "poet");

        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
    }

    private static ChatSettings Settings(string endpoint, params (string, string)[] more) => new([("Endpoint", endpoint), ("Model", "tiny"), .. more]);

    private static string Numbers(System.Text.Json.Nodes.JsonNode body) => new System.Text.Json.Nodes.JsonObject(
        ((string[])["model", "temperature", "seed", "max_tokens", "max_completion_tokens"]).Select(n => KeyValuePair.Create(n, body[n]?.DeepClone()))).ToJsonString();

    /// <summary>Settings of Models:Chat for the length of one test.</summary>
    private sealed class ChatSettings : IDisposable
    {
        private readonly List<string> _names;

        public ChatSettings(IReadOnlyList<(string Name, string Value)> settings)
        {
            _names = [.. settings.Select(s => "RESEARCH_Models__Chat__" + s.Name), KeyVariable];
            foreach (var (name, value) in settings)
            {
                Environment.SetEnvironmentVariable("RESEARCH_Models__Chat__" + name, value);
            }
        }

        public void Dispose() => _names.ForEach(n => Environment.SetEnvironmentVariable(n, null));
    }
}
