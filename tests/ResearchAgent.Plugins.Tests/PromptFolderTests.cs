using Microsoft.SemanticKernel;
using Xunit;

namespace ResearchAgent.Plugins.Tests;

public sealed class PromptFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("research-prompts-").FullName;

    [Fact]
    public void Our_prompts_load_and_declare_their_inputs()
    {
        var prompts = PromptFolder.Load(Path.Combine(PluginTests.Repository(), "prompts"));

        Assert.Equal(["answer", "compare", "decompose", "related_work", "review"], prompts.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(prompts, f => Assert.NotEmpty(f.Description));
        Assert.All(prompts.SelectMany(f => f.Metadata.Parameters), p => Assert.True(p.IsRequired && p.Description.Length > 0, p.Name));
    }

    [Theory]
    [InlineData("Say {{$what}} to {{$whom}}.", """{"input_variables": [{"name": "what"}]}""", "skprompt.txt: uses the variable 'whom'")]
    [InlineData("Say {{$what}}.", """{"input_variables": [{"name": "what"}, {"name": "whom"}]}""", "config.json: declares the variable 'whom'")]
    [InlineData("Say {{$what}}.", "{not json", "config.json: not a prompt configuration")]
    [InlineData("Say {{$what}}.", null, "config.json: the file is missing")]
    [InlineData(null, "{}", "skprompt.txt: the file is missing")]
    public void A_broken_prompt_folder_fails_with_file_and_variable(string? text, string? config, string expected)
    {
        var prompt = Directory.CreateDirectory(Path.Combine(_folder, "say")).FullName;
        if (text is not null)
        {
            File.WriteAllText(Path.Combine(prompt, "skprompt.txt"), text);
        }

        if (config is not null)
        {
            File.WriteAllText(Path.Combine(prompt, "config.json"), config);
        }

        Assert.Contains(expected, Assert.Throws<PromptException>(() => PromptFolder.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("nowhere", Assert.Throws<PromptException>(() => PromptFolder.Load(Path.Combine(_folder, "nowhere"))).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
