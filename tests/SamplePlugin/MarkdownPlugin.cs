using System.ComponentModel;
using Markdig;
using Microsoft.SemanticKernel;

namespace SamplePlugin;

/// <summary>Somebody else's plugin, for tests: it knows nothing of ResearchAgent, and brings a library that ResearchAgent has too.</summary>
[Description("Works on Markdown.")]
public sealed class MarkdownPlugin
{
    private int _appended;

    [KernelFunction("count_words"), Description("Counts the words of a Markdown text."), ReadOnly(true)]
    public static int CountWords([Description("The text.")] string markdown) =>
        Markdown.ToPlainText(markdown).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    [KernelFunction("append"), Description("Appends a line to a file; returns how many it has appended.")]
    public async Task<int> AppendAsync(string path, string line, CancellationToken cancellationToken)
    {
        await File.AppendAllLinesAsync(path, [line], cancellationToken);
        return ++_appended;
    }

    [KernelFunction("name_plugins"), Description("Names the plugins of the kernel it is called from."), ReadOnly(true)]
    public static string NamePlugins(Kernel kernel) => string.Join(", ", kernel.Plugins.Select(p => p.Name));
}

/// <summary>Not a plugin: nobody can say what it needs.</summary>
public sealed class Needy(string need)
{
    [KernelFunction]
    public string Need() => need;
}

/// <summary>Not a plugin: it has no function.</summary>
public sealed class Idle;
