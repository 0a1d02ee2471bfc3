using System.Text.Json.Nodes;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>Models of random weights through llama.cpp: what they write is nonsense, what is printed must not be.</summary>
[Collection(nameof(RunsAlone))]
public sealed class GgufTests : CliRun
{
    private readonly string? _before = Environment.GetEnvironmentVariable("RESEARCH_SETTINGS");

    public GgufTests() => Environment.SetEnvironmentVariable("RESEARCH_SETTINGS", SettingsFile);

    private string SettingsFile => Path.Combine(Folder, "settings.json");

    public override void Dispose()
    {
        Environment.SetEnvironmentVariable("RESEARCH_SETTINGS", _before);
        base.Dispose();
    }

    [Fact]
    public async Task A_model_that_writes_nonsense_gives_way_to_the_librarys_own_sentences()
    {
        Configure("Chat", TinyModels.Llama(Folder, contextLength: 8192));
        var (exitCode, output, _) = await InLibraryAsync("ask", "How much does Successive Prompting improve on DROP?", "--writer", "llama", "--json");
        var answer = JsonNode.Parse(output)!;
        Assert.Equal(0, exitCode);
        Assert.Contains("5%", answer["claims"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("tiny-llama", answer["trace"]!["writer"]!["model"]!.GetValue<string>());
        Assert.NotNull(answer["trace"]!["writer"]!["fallback"]);
        Assert.All(answer["claims"]!.AsArray(), c => Assert.Equal("Supported", c!["verdict"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_context_that_is_too_short_is_told_with_its_numbers_and_the_answer_still_comes()
    {
        Configure("Chat", TinyModels.Llama(Folder, contextLength: 512));
        var (exitCode, output, _) = await InLibraryAsync("ask", "How much does Successive Prompting improve on DROP?", "--writer", "llama");
        Assert.Equal(0, exitCode);
        Assert.Contains("the context holds 512", output, StringComparison.Ordinal);
        Assert.Contains("5%", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_model_file_is_one_line_and_exit_code_4()
    {
        var path = Path.Combine(Folder, "broken.gguf");
        await File.WriteAllTextAsync(path, "not a model", TestContext.Current.CancellationToken);
        Configure("Chat", path);
        var (exitCode, _, error) = await InLibraryAsync("ask", "What is chain of thought?", "--writer", "llama");
        Assert.Equal(4, exitCode);
        Assert.Contains("broken.gguf", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_configured_model_that_cannot_be_opened_gives_way_and_the_answer_says_why()
    {
        Configure("Chat", Path.Combine(Folder, "gone.gguf"));
        var (exitCode, output, _) = await InLibraryAsync("ask", "How much does Successive Prompting improve on DROP?");
        Assert.Equal(0, exitCode);
        Assert.Contains("5%", output, StringComparison.Ordinal);
        Assert.Contains("Writer: extractive in place of llama", output, StringComparison.Ordinal);
        Assert.Contains("gone.gguf", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trying_a_model_tells_its_speed_and_judges_its_answer()
    {
        var (exitCode, output, _) = await RunAsync("models", "try", TinyModels.Llama(Folder), "--json");
        var result = JsonNode.Parse(output)!;
        Assert.Equal(0, exitCode);
        Assert.True(result["decodeTokensPerSecond"]!.GetValue<double>() > 0);
        Assert.Contains("extractive", result["verdict"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_embedding_model_re_embeds_the_library_and_answers_go_on()
    {
        Assert.Equal(0, (await InLibraryAsync("ask", "How much does Successive Prompting improve on DROP?")).ExitCode);
        Configure("Embedding", TinyModels.Bert(Folder));
        Configure("Rerank", TinyModels.Reranker(Folder));
        var (_, _, before) = await InLibraryAsync("search", "DROP");
        Assert.Contains("research reembed", before, StringComparison.Ordinal);
        Assert.Equal(0, (await InLibraryAsync("reembed")).ExitCode);
        var (exitCode, output, after) = await InLibraryAsync("ask", "How much does Successive Prompting improve on DROP?");
        Assert.Equal(0, exitCode);
        Assert.Contains("located", output, StringComparison.Ordinal);
        Assert.Equal("", after);
    }

    // On one thread: llama.cpp's threads spin while others work.
    private void Configure(string kind, string path)
    {
        var settings = File.Exists(SettingsFile) ? JsonNode.Parse(File.ReadAllText(SettingsFile))! : new JsonObject { ["Models"] = new JsonObject() };
        settings["Models"]![kind] = new JsonObject { ["Path"] = path, ["Threads"] = "1" };
        File.WriteAllText(SettingsFile, settings.ToJsonString());
    }
}
