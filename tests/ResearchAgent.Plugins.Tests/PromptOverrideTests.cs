using Xunit;

namespace ResearchAgent.Plugins.Tests;

public sealed class PromptOverrideTests : IDisposable
{
    private const string Text = """<message role="user">Say {{$what}} to {{$whom}}.</message>""";
    private const string What = """{"name": "what", "description": "Words.", "is_required": true}""";
    private const string Whom = """{"name": "whom", "description": "A person.", "is_required": false}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("research-prompts-").FullName;

    public PromptOverrideTests()
    {
        Write("program", "say", Text, Config("say", "1"));
        Write("program", "sing-loud", """<message role="user">Sing {{$what}}.</message>""", Config("sing_loud", "4", What));
    }

    private string Program => Path.Combine(_folder, "program");

    private string Library => Path.Combine(_folder, "library");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_library_without_prompts_has_the_programs()
    {
        var prompts = PromptFolder.Read(Program, Library);

        Assert.Equal([("say", "program", "1"), ("sing-loud", "program", "4")], prompts.Select(p => (p.Name, p.Origin, p.Version!)));
        Assert.Equal("program", (await prompts[0].RenderAsync(Values(), Token)).Origin);
    }

    [Fact]
    public async Task A_librarys_prompt_stands_in_for_the_programs_and_the_others_stay()
    {
        Write("library", "say", """<message role="system">Be brief.</message><message role="user">{{$whom}}, {{$what}}!</message>""", Config("say", "mine"));

        var prompts = PromptFolder.Read(Program, Library);

        Assert.Equal([("say", "library", "mine"), ("sing-loud", "program", "4")], prompts.Select(p => (p.Name, p.Origin, p.Version!)));
        Assert.Equal("1", prompts[0].Replaces!.Version);
        Assert.NotEqual(prompts[0].Replaces!.Hash, prompts[0].Hash);
        var sent = await PromptFolder.LoadPrompts(Program, Library).RenderAsync("say", Values(), Token);
        Assert.Equal(("library", "Ann, hello!"), (sent.Origin, sent.Messages[1].Text));
        Assert.Equal(2, PromptFolder.Load(Program, Library)["say"].Metadata.Parameters.Count);
    }

    [Fact]
    public async Task A_text_alone_has_the_programs_inputs_and_settings_and_no_version()
    {
        Write("library", "say", """<message role="user">{{$what}}!</message>""", null);

        var prompt = PromptFolder.Read(Program, Library)[0];

        Assert.Equal(("library", null, "Says."), (prompt.Origin, prompt.Version, prompt.Description));
        Assert.Equal(["what"], prompt.Inputs.Select(i => i.Name));
        var sent = await prompt.RenderAsync(Values(), Token);
        Assert.Equal(("hello!", 50), (sent.Messages[0].Text, sent.Options.MaxOutputTokens));
    }

    [Fact]
    public void A_librarys_configuration_needs_no_version()
    {
        Write("library", "say", Text, Config("say", null));

        Assert.Null(PromptFolder.Read(Program, Library)[0].Version);
    }

    [Theory]
    [InlineData("<message role=\"user\">\nSay {{$what}} to {{ $who }}.</message>", null, "skprompt.txt:2: uses the variable 'who', which nobody gives. The program gives 'say': what, whom.")]
    [InlineData("<message role=\"user\">Hello {{$whom}}.</message>", null, "skprompt.txt: does not use the variable 'what'. Insert {{$what}}: Words.")]
    [InlineData("<message role=\"user\">Hello {{$whom}}", null, "skprompt.txt:1: not well-formed")]
    [InlineData(Text, """{"name": "whom", "description": "P", "is_required": false}""", "config.json: does not declare the variable 'what'. The program gives 'say': what, whom. Add it to input_variables, and {{$what}} to skprompt.txt.")]
    [InlineData(Text, What + """, {"name": "who", "description": "P", "is_required": false}""", "config.json: declares the variable 'who', which nobody gives.")]
    [InlineData(Text, What + """, {"name": "whom", "description": "P", "is_required": true}""", "config.json: requires the variable 'whom', which the program may leave out.")]
    [InlineData(null, What, "skprompt.txt: the file is missing. Write it, or remove its folder")]
    public void A_prompt_that_does_not_fit_the_program_fails_with_file_and_name(string? text, string? variables, string expected)
    {
        Write("library", "say", text, variables is null ? null : Config("say", "1", variables));

        var thrown = Assert.Throws<PromptException>(() => PromptFolder.LoadPrompts(Program, Library));

        Assert.StartsWith(Path.Combine(Library, "say"), thrown.Path, StringComparison.Ordinal);
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_the_program_lacks_fails_with_those_there_are()
    {
        Write("library", "sya", Text, null);

        var thrown = Assert.Throws<PromptException>(() => PromptFolder.Read(Program, Library));

        Assert.Contains("sya: there is no prompt 'sya' to replace. There are: say, sing-loud. Rename or remove the folder.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_prompt_is_left_alone()
    {
        Write("library", ".git", null, null);
        File.WriteAllText(Path.Combine(Library, "notes.txt"), "mine");

        Assert.All(PromptFolder.Read(Program, Library), p => Assert.Equal("program", p.Origin));
    }

    [Fact]
    public void The_hash_is_the_same_on_every_system()
    {
        var unix = PromptFolder.Read(Program)[0].Hash;
        Write("program", "say", Text.Replace(">Say", ">\r\nSay", StringComparison.Ordinal), Config("say", "1"));
        var windows = PromptFolder.Read(Program)[0].Hash;
        Write("program", "say", Text.Replace(">Say", ">\nSay", StringComparison.Ordinal), Config("say", "1"));

        Assert.Matches("^[0-9a-f]{8}$", unix);
        Assert.NotEqual(unix, windows);
        Assert.Equal(windows, PromptFolder.Read(Program)[0].Hash);
    }

    [Fact]
    public void Examples_come_from_the_program_unless_the_library_has_its_own()
    {
        Write("program", "say", Text, Config("say", "1"));
        File.WriteAllText(Path.Combine(Program, "say", "examples.json"), """[{"name": "theirs", "inputs": {"what": "hello"}, "expected": {}}]""");
        Write("library", "say", Text, null);
        Assert.Equal("theirs", Assert.Single(PromptFolder.Read(Program, Library)[0].ReadExamples()).Name);

        File.WriteAllText(Path.Combine(Library, "say", "examples.json"), """[{"name": "ours", "inputs": {"what": "hello"}, "expected": {}}]""");

        Assert.Equal("ours", Assert.Single(PromptFolder.Read(Program, Library)[0].ReadExamples()).Name);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Dictionary<string, string> Values() => new() { ["what"] = "hello", ["whom"] = "Ann" };

    private static string Config(string name, string? version, string variables = $"{What}, {Whom}") =>
        $$$"""{"schema": 1, "name": "{{{name}}}", {{{(version is null ? "" : $"\"version\": \"{version}\", ")}}}"description": "Says.", "input_variables": [{{{variables}}}], "execution_settings": {"default": {"max_tokens": 50} } }""";

    private void Write(string side, string name, string? text, string? config)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, side, name)).FullName;
        foreach (var (file, content) in new[] { ("skprompt.txt", text), ("config.json", config) })
        {
            if (content is not null)
            {
                File.WriteAllText(Path.Combine(folder, file), content);
            }
        }
    }
}
