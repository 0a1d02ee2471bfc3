using System.Runtime.Loader;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.Plugins.Tests;

public sealed class PluginFoldersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("research-plugins-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Beside this project, in the same configuration: tests/SamplePlugin/bin/Debug/net10.0.
    private static string Sample { get; } = Path.Combine(SampleLibrary.Repository(), "tests", "SamplePlugin", "bin", Built(2), Built(1), "SamplePlugin.dll");

    [Fact]
    public async Task A_folder_of_prompts_is_a_plugin_that_asks_the_model()
    {
        WritePrompt("Rhymes", "make_verse", "Write a verse about {{$topic}}.");
        using var model = new ScriptedChatClient("Snow on the bough.");
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatClient>(model);

        var plugin = Assert.Single(PluginFolders.Load([_folder]));

        Assert.Equal("Rhymes", plugin.Name);
        Assert.Equal("Snow on the bough.", await builder.Build().InvokeAsync<string>(plugin["make_verse"], new KernelArguments { ["topic"] = "snow" }, Token));
        Assert.Equal("Write a verse about snow.", Assert.Single(model.Messages).Text);
    }

    [Fact]
    public void Folders_are_read_in_turn_and_what_is_no_plugin_is_left_alone()
    {
        WritePrompt("b/Second", "f", "Hello.");
        WritePrompt("a/First", "f", "Hello.");
        WritePrompt("a/Also", "f", "Hello.");
        Directory.CreateDirectory(Path.Combine(_folder, "a", "Empty", "deep"));
        File.WriteAllText(Path.Combine(_folder, "a", "README.md"), "Mine.");

        Assert.Equal(["Second", "Also", "First"], PluginFolders.Load([Path.Combine(_folder, "b"), Path.Combine(_folder, "a")]).Select(p => p.Name));
    }

    [Fact]
    public void A_name_is_taken_once_and_the_programs_never()
    {
        WritePrompt("a/Rhymes", "f", "Hello.");
        WritePrompt("b/rhymes", "f", "Hello.");
        WritePrompt("c/citations", "f", "Hello.");
        WritePrompt("d/markdown", "f", "Hello.");

        Assert.Contains(
            $"{Path.Combine(_folder, "b", "rhymes")}: a plugin 'rhymes' comes from {Path.Combine(_folder, "a", "Rhymes")} already. Rename or remove one.",
            Failure(() => PluginFolders.Load([Path.Combine(_folder, "a"), Path.Combine(_folder, "b")])), StringComparison.Ordinal);
        Assert.Contains("a plugin 'citations' comes from the program already.", Failure(() => PluginFolders.Load([Path.Combine(_folder, "c")])), StringComparison.Ordinal);
        Assert.Contains("a plugin 'Markdown' comes from", Failure(() => PluginFolders.Load([Path.Combine(_folder, "d")], [Sample])), StringComparison.Ordinal);
    }

    [Fact]
    public void None_of_the_programs_own_names_can_be_taken()
    {
        using var index = SqlitePassageIndex.Open(_folder, StaticWordVectors.Name);
        foreach (var name in new Kernel().AddResearchPlugins(new ResearchAssistant(index, StaticWordVectors.Shared), index).Plugins.Select(p => p.Name))
        {
            WritePrompt($"{name}-folder/{name}", "f", "Hello.");

            Assert.Contains("comes from the program already", Failure(() => PluginFolders.Load([Path.Combine(_folder, $"{name}-folder")])), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("nowhere: no such folder of plugins. Mend or remove it in Plugins:Paths.", Failure(() => PluginFolders.Load([Path.Combine(_folder, "nowhere")])), StringComparison.Ordinal);

    [Fact]
    public async Task A_compiled_plugin_that_is_named_works_in_our_kernel()
    {
        var plugin = Assert.Single(PluginFolders.Load([], [Sample]));
        var kernel = new Kernel { Plugins = { plugin } };

        Assert.Equal(("Markdown", "Works on Markdown."), (plugin.Name, plugin.Description));
        Assert.Equal(3, await kernel.InvokeAsync<int>(plugin["count_words"], new KernelArguments { ["markdown"] = "# One *two* [three](x)" }, Token));
        Assert.Equal("Markdown", await kernel.InvokeAsync<string>(plugin["name_plugins"], cancellationToken: Token));
        await kernel.InvokeAsync(plugin["append"], new KernelArguments { ["path"] = Path.Combine(_folder, "log"), ["line"] = "done" }, Token);
        Assert.Equal("done", (await File.ReadAllTextAsync(Path.Combine(_folder, "log"), Token)).Trim());
    }

    [Fact]
    public void A_compiled_function_changes_things_unless_it_says_that_it_reads()
    {
        var plugin = Assert.Single(PluginFolders.Load([], [Sample]));

        Assert.Equal(["append"], plugin.Where(f => FunctionTraits.Writes(f.Metadata)).Select(f => f.Name));
    }

    [Fact]
    public async Task A_compiled_plugin_brings_its_own_libraries_and_shares_ours_of_Semantic_Kernel()
    {
        var folder = CopySample("own");

        var plugin = Assert.Single(PluginFolders.Load([], [Path.Combine(folder, "SamplePlugin.dll")]));
        await new Kernel().InvokeAsync<int>(plugin["count_words"], new KernelArguments { ["markdown"] = "one" }, Token);

        Assert.True(File.Exists(Path.Combine(folder, "Microsoft.SemanticKernel.Abstractions.dll")));
        Assert.Equal(["Markdig.dll", "SamplePlugin.dll"], Loaded(folder));
    }

    [Fact]
    public void An_assembly_that_lies_among_plugins_is_not_loaded()
    {
        CopySample("plugins");
        var folder = CopySample(Path.Combine("plugins", "Sample"));
        WritePrompt("plugins/Rhymes", "f", "Hello.");
        File.Copy(Sample, Path.Combine(_folder, "plugins", "Rhymes", "f", "SamplePlugin.dll"));

        var plugin = Assert.Single(PluginFolders.Load([Path.Combine(_folder, "plugins")]));

        Assert.Equal("Rhymes", plugin.Name);
        Assert.True(File.Exists(Path.Combine(folder, "SamplePlugin.dll")));
        Assert.Empty(Loaded(_folder));
    }

    [Theory]
    [InlineData("gone.dll", "gone.dll: the file is missing. Mend or remove it in Plugins:Compiled.")]
    [InlineData("text.dll", "text.dll: cannot be loaded (")]
    [InlineData("Markdig.dll", "Markdig.dll: holds no plugin: no public class has")]
    public void A_file_that_holds_no_plugin_is_named(string name, string expected)
    {
        CopySample(".");
        File.WriteAllText(Path.Combine(_folder, "text.dll"), "Not an assembly.");

        Assert.Contains(expected, Failure(() => PluginFolders.Load([], [Path.Combine(_folder, name)])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_depends_on_the_current_folder_is_refused() =>
        Assert.Contains("SamplePlugin.dll: not a full path.", Failure(() => PluginFolders.Load([], ["SamplePlugin.dll"])), StringComparison.Ordinal);

    [Fact]
    public void A_plugin_may_use_a_library_that_only_the_program_has()
    {
        File.Copy(Sample, Path.Combine(_folder, "SamplePlugin.dll"));

        Assert.Equal("Markdown", Assert.Single(PluginFolders.Load([], [Path.Combine(_folder, "SamplePlugin.dll")])).Name);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Windows keeps loaded assemblies.
        }
    }

    private static string Built(int above) => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^above];

    private static string Failure(Action load) => Assert.Throws<PluginException>(load).Message;

    // Dynamic assemblies have no place.
    private static IEnumerable<string> Loaded(string folder) => AssemblyLoadContext.All.SelectMany(c => c.Assemblies)
        .Where(a => !a.IsDynamic && a.Location.StartsWith(folder, StringComparison.Ordinal))
        .Select(a => Path.GetFileName(a.Location))
        .Order(StringComparer.Ordinal);

    private string CopySample(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Sample)!))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        return folder;
    }

    private void WritePrompt(string plugin, string function, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, plugin, function)).FullName;
        File.WriteAllText(Path.Combine(folder, "skprompt.txt"), text);
    }
}
