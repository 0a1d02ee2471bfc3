using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;

namespace ResearchAgent.Plugins;

public static class KernelExtensions
{
    /// <summary>Adds the plugins Library, Reading, Writing and Citations over an open library.</summary>
    public static Kernel AddResearchPlugins(this Kernel kernel, ResearchAssistant assistant, IPassageIndex index)
    {
        kernel.Plugins.AddFromObject(new LibraryPlugin(assistant, index), "Library");
        kernel.Plugins.AddFromObject(new ReadingPlugin(assistant, index), "Reading");
        kernel.Plugins.AddFromObject(new WritingPlugin(assistant), "Writing");
        kernel.Plugins.AddFromObject(new CitationsPlugin(assistant), "Citations");
        return kernel;
    }
}
