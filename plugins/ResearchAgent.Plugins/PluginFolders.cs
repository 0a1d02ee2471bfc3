using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>
/// Finds plugins that a person has put beside the program's own. Prompts in a folder are loaded because they lie there;
/// an assembly runs with all rights of the person who starts the program, so it is loaded only where it is named.
/// </summary>
public static class PluginFolders
{
    /// <summary>The program's own plugins. Another one of such a name could pass for it.</summary>
    internal static readonly IReadOnlyList<string> Reserved = ["Library", "Reading", "Writing", "Citations", "Memory", "Prompts", "Research"];

    /// <param name="folders">Hold one folder for each plugin, which holds one for each function with <c>skprompt.txt</c>. Anything else in them is left alone.</param>
    /// <param name="assemblies">Full paths of compiled plugins; see <see cref="CompiledPlugins"/>.</param>
    /// <returns>In the order of the folders, by name within each; then the compiled ones.</returns>
    /// <exception cref="PluginException">A folder or file is missing or cannot be loaded, or two plugins have one name.</exception>
    /// <exception cref="PromptException">A prompt is broken.</exception>
    public static IReadOnlyList<KernelPlugin> Load(IEnumerable<string> folders, IEnumerable<string>? assemblies = null)
    {
        var plugins = new List<KernelPlugin>();
        var paths = Reserved.ToDictionary(n => n, _ => "the program", StringComparer.OrdinalIgnoreCase);
        foreach (var folder in folders.SelectMany(PluginsIn))
        {
            Add(PromptDirectory.Load(folder), folder);
        }

        foreach (var assembly in assemblies ?? [])
        {
            foreach (var plugin in CompiledPlugins.Load(assembly))
            {
                Add(plugin, assembly);
            }
        }

        return plugins;

        void Add(KernelPlugin plugin, string path)
        {
            if (!paths.TryAdd(plugin.Name, path))
            {
                throw new PluginException(path, $"a plugin '{plugin.Name}' comes from {paths[plugin.Name]} already. Rename or remove one.");
            }

            plugins.Add(plugin);
        }
    }

    private static IEnumerable<string> PluginsIn(string folder) => Directory.Exists(folder)
        ? PromptFolder.Folders(folder).Where(HoldsPrompts)
        : throw new PluginException(folder, "no such folder of plugins. Mend or remove it in Plugins:Paths.");

    private static bool HoldsPrompts(string folder) => Directory.GetDirectories(folder).Any(f => File.Exists(Path.Combine(f, PromptFile.TextFile)));
}
