using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Notes;

namespace ResearchAgent.Plugins;

/// <summary>
/// Adds the plugins Library, Reading, Writing and Citations over an open library, and Memory where there are notes. What
/// a model calls wrongly comes back as text that begins with "Error:"; the text of papers and notes comes back in a
/// marked block. The caller keeps the library open as long as the kernel is used, and disposes of it.
/// </summary>
public static class KernelExtensions
{
    /// <param name="index">The library that <paramref name="assistant"/> reads.</param>
    /// <param name="notes">The library's notes, which Memory reads and adds to; without them there is no Memory.</param>
    /// <exception cref="ArgumentException">The kernel has a plugin of one of these names.</exception>
    public static Kernel AddResearchPlugins(this Kernel kernel, ResearchAssistant assistant, IPassageIndex index, LibraryNotes? notes = null)
    {
        kernel.Plugins.AddRange(Create(assistant, index, notes));
        return kernel;
    }

    /// <inheritdoc cref="AddResearchPlugins(Kernel, ResearchAssistant, IPassageIndex, LibraryNotes)"/>
    public static IKernelBuilderPlugins AddResearchPlugins(this IKernelBuilderPlugins plugins, ResearchAssistant assistant, IPassageIndex index, LibraryNotes? notes = null)
    {
        foreach (var plugin in Create(assistant, index, notes))
        {
            plugins.Add(plugin);
        }

        return plugins;
    }

    private static IEnumerable<KernelPlugin> Create(ResearchAssistant assistant, IPassageIndex index, LibraryNotes? notes) =>
    [
        ForgivingFunction.Plugin("Library", "Finds papers of the library.", new LibraryPlugin(assistant, index)),
        ForgivingFunction.Plugin("Reading", "Reads passages and checks sentences against them.", new ReadingPlugin(assistant, index)),
        ForgivingFunction.Plugin("Writing", "Writes cited and checked text from the library.", new WritingPlugin(assistant)),
        ForgivingFunction.Plugin("Citations", "Gives citation keys, references and BibTeX entries.", new CitationsPlugin(assistant)),
        .. notes is null ? Array.Empty<KernelPlugin>() : [ForgivingFunction.Plugin("Memory", "Keeps notes about the library.", new MemoryPlugin(notes))],
    ];
}
