using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Plugins;

namespace ResearchAgent.Cli;

/// <summary>What a planner may call beside gathering evidence. Few functions: each takes room in a small model's context.</summary>
internal static class AgentPlugins
{
    private static readonly Dictionary<string, string[]> Offered = new(StringComparer.Ordinal)
    {
        ["Library"] = ["search_papers", "find_similar"],
        ["Reading"] = ["read_passage"],
        ["Memory"] = ["recall", "note"],
    };

    public static IReadOnlyList<KernelPlugin> Over(ResearchAssistant assistant, IPassageIndex index) =>
    [
        .. new Kernel().AddResearchPlugins(assistant, index).Plugins
            .Where(p => Offered.ContainsKey(p.Name))
            .Select(p => KernelPluginFactory.CreateFromFunctions(p.Name, p.Description, p.Where(f => Offered[p.Name].Contains(f.Name)))),
    ];
}
