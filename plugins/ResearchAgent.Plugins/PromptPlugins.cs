using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>Somebody else's prompts: a folder with one folder for each function, as Semantic Kernel reads them.</summary>
public static class PromptPlugins
{
    /// <summary>The plugin is called as the folder, with underscores for dashes.</summary>
    public static KernelPlugin Load(string folder) => new Kernel().CreatePluginFromPromptDirectory(folder, PromptFolder.FunctionName(Path.GetFileName(folder)));
}
