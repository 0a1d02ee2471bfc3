using Microsoft.Extensions.Configuration;
using Microsoft.SemanticKernel;
using ResearchAgent.Plugins;

namespace ResearchAgent.Hosting;

/// <summary>
/// The plugins that a person added: prompts in the library's folder plugins and in those that Plugins:Paths names; assemblies
/// that Plugins:Compiled names. A library may come from others, so no assembly is loaded because it lies in one.
/// </summary>
public static class ConfiguredPlugins
{
    /// <exception cref="PluginException">One cannot be loaded.</exception>
    /// <exception cref="PromptException">A prompt is broken.</exception>
    public static IReadOnlyList<KernelPlugin> Load(IConfiguration settings, string library)
    {
        var own = Path.Combine(library, "plugins");
        return PluginFolders.Load([.. Directory.Exists(own) ? [own] : Array.Empty<string>(), .. List(settings, "Plugins:Paths")], List(settings, "Plugins:Compiled"));
    }

    // One value in place of a list is understood.
    private static IEnumerable<string> List(IConfiguration settings, string key)
    {
        var section = settings.GetSection(key);
        return section.GetChildren().Select(c => c.Value).Prepend(section.Value).OfType<string>().Where(v => v.Length > 0);
    }
}
