using Xunit;

namespace ResearchAgent.Cli.Tests;

[Collection("settings")]
public sealed class PluginsTests : CliRun
{
    private readonly List<string> _variables = [];

    // Beside this project, in the same configuration: tests/SamplePlugin/bin/Debug/net10.0.
    private static string Sample { get; } = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "SamplePlugin", "bin", Built(2), Built(1), "SamplePlugin.dll");

    [Fact]
    public async Task Prompts_are_plugins_in_the_library_and_in_the_folders_that_the_settings_name()
    {
        Write(Path.Combine("library", "plugins", "Rhymes", "verse", "skprompt.txt"), "Write a verse about {{$topic}}.");
        Write(Path.Combine("mine", "Letters", "greet", "skprompt.txt"), "Greet {{$name}}.");
        Set("Plugins__Paths__0", Path.Combine(Folder, "mine"));

        var (exitCode, output, error) = await InLibraryAsync("plugins");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(["Rhymes.verse", "Letters.greet"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]));
    }

    [Fact]
    public async Task An_assembly_is_loaded_where_the_settings_name_it_and_not_because_it_lies_in_the_library()
    {
        var lying = Write(Path.Combine("library", "plugins", "Sample", "SamplePlugin.dll"), "");
        File.Copy(Sample, lying, overwrite: true);

        var unnamed = await InLibraryAsync("plugins");
        Set("Plugins__Compiled__0", Path.GetFullPath(Sample));
        var named = await InLibraryAsync("plugins");

        Assert.Equal((0, "", "No plugins beside the program's own."), (unnamed.ExitCode, unnamed.Out, unnamed.Error.Trim()));
        Assert.Equal(
            """
            Markdown.append	changes things	Appends a line to a file; returns how many it has appended.
            Markdown.count_words	reads	Counts the words of a Markdown text.
            Markdown.name_plugins	reads	Names the plugins of the kernel it is called from.

            """, named.Out, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("Plugins__Paths__0", "nowhere", "nowhere: no such folder of plugins.")]
    [InlineData("Plugins__Compiled__0", "gone.dll", "gone.dll: the file is missing.")]
    [InlineData("Plugins__Compiled", "gone.dll", "gone.dll: the file is missing.")]
    public async Task What_the_settings_name_and_is_not_there_is_one_line(string variable, string name, string expected)
    {
        Set(variable, Path.Combine(Folder, name));

        var (exitCode, output, error) = await InLibraryAsync("plugins");

        Assert.Equal((4, ""), (exitCode, output));
        IsOneClearLine(error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    public override void Dispose()
    {
        _variables.ForEach(v => Environment.SetEnvironmentVariable(v, null));
        base.Dispose();
    }

    private static string Built(int above) => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^above];

    private void Set(string name, string value)
    {
        _variables.Add("RESEARCH_" + name);
        Environment.SetEnvironmentVariable(_variables[^1], value);
    }
}
