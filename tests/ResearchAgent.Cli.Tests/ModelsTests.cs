using System.Text.Json.Nodes;
using ResearchAgent.LlamaEngine.Tests.Catalogue;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>These tests set RESEARCH_SETTINGS, which all tests of the process read: they run alone.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;

[Collection(nameof(RunsAlone))]
public sealed class ModelsTests : CliRun
{
    private readonly string? _before = Environment.GetEnvironmentVariable("RESEARCH_SETTINGS");
    private readonly byte[] _model = TinyGguf.Llama().Key("general.license", "mit").Key("tokenizer.chat_template", "<|im_start|>\u001b[31m{{ m }}\nmore").Bytes();

    public ModelsTests()
    {
        Directory.CreateDirectory(ModelFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(SettingsFile)!);
        File.WriteAllText(SettingsFile, new JsonObject { ["models"] = new JsonObject { ["Folder"] = ModelFolder }, ["Other"] = 7 }.ToJsonString());
        Environment.SetEnvironmentVariable("RESEARCH_SETTINGS", SettingsFile);
    }

    private string ModelFolder => Path.Combine(Folder, "models");

    private string SettingsFile => Path.Combine(Folder, "config", "settings.json");

    public override void Dispose()
    {
        Environment.SetEnvironmentVariable("RESEARCH_SETTINGS", _before);
        base.Dispose();
    }

    [Fact]
    public async Task The_list_has_installed_models_first_and_one_bad_file_does_not_hide_the_others()
    {
        Install("tiny.gguf", _model);
        Install("broken.gguf", _model[..100]);

        var (exitCode, output, error) = await RunAsync("models");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("broken\t\t", lines[0], StringComparison.Ordinal);
        Assert.Contains("unusable: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("tiny\tchat\t", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("fits\tinstalled\tmit", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith("llama-3.2-1b-instruct\tchat\t808 MB\t1.24 GB\t", StringComparison.Ordinal));
        Assert.Contains(ModelFolder, error, StringComparison.Ordinal);
        Assert.Equal((0, output, ""), await RunAsync("models", "list", "--quiet"));
    }

    [Fact]
    public async Task The_list_as_JSON_tells_what_is_in_use()
    {
        Install("tiny.gguf", _model);
        await RunAsync("models", "use", "tiny");

        var tiny = JsonNode.Parse((await RunAsync("models", "list", "--json")).Out)!["models"]![0]!;

        Assert.Equal(("tiny", "chat", true, true), ((string?)tiny["name"], (string?)tiny["uses"]![0], (bool)tiny["installed"]!, (bool)tiny["fits"]!));
    }

    [Fact]
    public async Task Info_describes_a_file_and_the_memory_it_needs()
    {
        var path = Install("tiny.gguf", _model);

        var (exitCode, output, error) = await RunAsync("models", "info", path, "--context", "500");

        Assert.Equal(0, exitCode);
        Assert.Contains("architecture  llama", output, StringComparison.Ordinal);
        Assert.Contains("chat template chatml: <|im_start|>[31m{{ m }}", output, StringComparison.Ordinal);
        Assert.Contains("at 500 tokens", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.Contains("trained for 128 tokens", error, StringComparison.Ordinal);

        var json = JsonNode.Parse((await RunAsync("models", "info", "tiny", "--json")).Out)!;
        Assert.Equal(("chat", 128), ((string?)json["model"]!["kind"], (int)json["estimatedFor"]!));
        Assert.True((long)json["memory"]!["totalBytes"]! > (long)json["memory"]!["weightBytes"]!);
    }

    [Fact]
    public async Task A_choice_is_kept_in_the_users_settings_beside_what_else_is_there()
    {
        var path = Install("tiny.gguf", _model);

        Assert.Equal(0, (await RunAsync("models", "use", "tiny.gguf")).ExitCode);
        Assert.Equal(0, (await RunAsync("models", "use", path, "--as", "embedding")).ExitCode);

        var settings = JsonNode.Parse(File.ReadAllText(SettingsFile), new JsonNodeOptions { PropertyNameCaseInsensitive = true })!;
        Assert.Equal((path, path, ModelFolder, 7), ((string?)settings["Models"]!["Chat"]!["Path"], (string?)settings["Models"]!["Embedding"]!["Path"], (string?)settings["Models"]!["Folder"], (int)settings["Other"]!));
        Assert.Contains("in use: chat, embedding", (await RunAsync("models")).Out, StringComparison.Ordinal);

        Assert.Contains("chat: no model", (await RunAsync("models", "use", "--none", "--as", "chat")).Out, StringComparison.Ordinal);
        Assert.Contains("in use: embedding", (await RunAsync("models")).Out, StringComparison.Ordinal);
        await RunAsync("models", "use", "--none");
        Assert.DoesNotContain("in use", (await RunAsync("models")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chosen_model_that_has_gone_is_shown_as_unusable()
    {
        File.Delete(await InUseAsync());

        Assert.Contains("unusable: Model file", (await RunAsync("models")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_choice_makes_the_settings_file_and_its_folder()
    {
        var path = Install("tiny.gguf", _model);
        Directory.Delete(Path.GetDirectoryName(SettingsFile)!, recursive: true);

        Assert.Equal(0, (await RunAsync("models", "use", path)).ExitCode);

        Assert.Equal(path, (string?)JsonNode.Parse(File.ReadAllText(SettingsFile))!["Models"]!["Chat"]!["Path"]);
    }

    [Fact]
    public async Task Settings_of_the_user_reach_the_other_commands()
    {
        File.WriteAllText(SettingsFile, new JsonObject { ["Library"] = new JsonObject { ["Path"] = Library } }.ToJsonString());

        Assert.Equal(0, (await RunAsync("add", Write("snow.jsonl", """{"title": "A paper on snow", "abstract": "Snow reflects light very well."}"""))).ExitCode);

        Assert.True(File.Exists(Path.Combine(Library, "library.db")));
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("[1]")]
    public async Task Broken_settings_are_named_and_left_alone(string text)
    {
        var path = Install("tiny.gguf", _model);
        File.WriteAllText(SettingsFile, text);

        foreach (var args in new string[][] { ["models"], ["models", "use", path], ["papers"] })
        {
            var (exitCode, _, error) = await RunAsync(args);
            Assert.Equal(3, exitCode);
            IsOneClearLine(error);
            Assert.Contains("settings.json", error, StringComparison.Ordinal);
        }

        Assert.Equal(text, File.ReadAllText(SettingsFile));
    }

    [Fact]
    public async Task What_cannot_serve_is_refused_and_nothing_is_written()
    {
        var before = File.ReadAllText(SettingsFile);
        var encoder = Install("encoder.gguf", new TinyGguf().Key("general.architecture", "bert").Bytes());
        var part = Install("part.gguf", TinyGguf.Llama().Key("split.no", 2, [1, 0]).Key("split.count", 2, [3, 0]).Bytes());

        foreach (var args in new string[][] { [encoder, "--as", "chat"], [encoder, "--as", "rerank"], [part], ["nothing"], ["llama-3.1-8b-instruct"], [Write("page.gguf", "<!DOCTYPE html>")] })
        {
            var (exitCode, _, error) = await RunAsync(["models", "use", .. args]);
            Assert.Equal(3, exitCode);
            IsOneClearLine(error);
        }

        Assert.Equal(before, File.ReadAllText(SettingsFile));
    }

    [Fact]
    public async Task Nothing_is_asked_of_the_network_without_online()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));

        var (exitCode, _, error) = await RunAsync("models", "pull", server.Address("m.gguf").AbsoluteUri);

        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
        Assert.Contains("Nothing leaves this machine unless asked: add --online", error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_model_is_pulled_and_can_be_used_by_its_name()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));

        var (exitCode, output, error) = await RunAsync("models", "pull", server.Address("m.gguf").AbsoluteUri, "--online");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Use it with: research models use m.gguf", output, StringComparison.Ordinal);
        Assert.Equal(_model, File.ReadAllBytes(Path.Combine(ModelFolder, "m.gguf")));
        Assert.Equal(0, (await RunAsync("models", "use", "m")).ExitCode);
    }

    [Fact]
    public async Task A_large_download_needs_a_yes()
    {
        await using var server = new LoopbackServer(_ => new Reply(200, new() { ["Content-Length"] = "2000000000" }, _model));
        string[] args = ["models", "pull", server.Address("m.gguf").AbsoluteUri, "--online"];

        var (exitCode, _, error) = await RunAsync(args);
        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
        Assert.Contains("2 GB: add --yes", error, StringComparison.Ordinal);

        using var asked = new StringWriter();
        using var no = new StringReader("n\n");
        Assert.Equal(2, await ResearchCli.RunAsync(args, new Terminal(TextWriter.Null, asked, no, isInteractive: true), TestContext.Current.CancellationToken));
        Assert.Contains("Download 2 GB? [y/N]", asked.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(ModelFolder));
    }

    [Theory]
    [InlineData(3, "no-such-model", "'no-such-model' is neither")]
    [InlineData(3, "ftp://a.example/m.gguf", "is neither")]
    [InlineData(4, "https://a.example/", "does not end in a plain file name")]
    [InlineData(4, "http://a.example/m.gguf", "not encrypted")]
    public async Task What_cannot_be_pulled_is_said_in_one_line(int expected, string name, string says)
    {
        var (exitCode, _, error) = await RunAsync("models", "pull", name, "--online");

        Assert.Equal(expected, exitCode);
        IsOneClearLine(error);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models", "frobnicate")]
    [InlineData("models", "info")]
    [InlineData("models", "info", "x", "--context", "0")]
    [InlineData("models", "info", "x", "--context", "many")]
    [InlineData("models", "pull")]
    [InlineData("models", "use")]
    [InlineData("models", "use", "x", "--none")]
    [InlineData("models", "use", "x", "--as", "poetry")]
    public async Task A_slip_is_one_line_and_exit_code_2(params string[] args)
    {
        var (exitCode, _, error) = await RunAsync(args);

        Assert.Equal(2, exitCode);
        IsOneClearLine(error);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    private async Task<string> InUseAsync()
    {
        var path = Install("tiny.gguf", _model);
        await RunAsync("models", "use", path);
        return path;
    }

    private string Install(string name, byte[] bytes)
    {
        var path = Path.Combine(ModelFolder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
