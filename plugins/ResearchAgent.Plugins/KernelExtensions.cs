using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;

namespace ResearchAgent.Plugins;

/// <summary>
/// Adds the plugins Library, Reading, Writing and Citations over an open library. What a model calls wrongly comes back
/// as text that begins with "Error:"; the text of papers comes back in a marked block. The caller keeps the library open
/// as long as the kernel is used, and disposes of it.
/// </summary>
public static class KernelExtensions
{
    /// <param name="index">The library that <paramref name="assistant"/> reads.</param>
    /// <exception cref="ArgumentException">The kernel has a plugin of one of these names.</exception>
    public static Kernel AddResearchPlugins(this Kernel kernel, ResearchAssistant assistant, IPassageIndex index)
    {
        kernel.Plugins.AddRange(Create(assistant, index));
        return kernel;
    }

    /// <inheritdoc cref="AddResearchPlugins(Kernel, ResearchAssistant, IPassageIndex)"/>
    public static IKernelBuilderPlugins AddResearchPlugins(this IKernelBuilderPlugins plugins, ResearchAssistant assistant, IPassageIndex index)
    {
        foreach (var plugin in Create(assistant, index))
        {
            plugins.Add(plugin);
        }

        return plugins;
    }

    private static IEnumerable<KernelPlugin> Create(ResearchAssistant assistant, IPassageIndex index) =>
    [
        ForgivingFunction.Plugin("Library", "Finds papers of the library.", new LibraryPlugin(assistant, index)),
        ForgivingFunction.Plugin("Reading", "Reads passages and checks sentences against them.", new ReadingPlugin(assistant, index)),
        ForgivingFunction.Plugin("Writing", "Writes cited and checked text from the library.", new WritingPlugin(assistant)),
        ForgivingFunction.Plugin("Citations", "Gives citation keys and BibTeX entries.", new CitationsPlugin(assistant)),
    ];
}
