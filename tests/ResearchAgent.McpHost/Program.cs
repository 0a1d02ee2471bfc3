using ResearchAgent;
using ResearchAgent.McpServer;
using ResearchAgent.McpServer.Adding;
using ResearchAgent.Plugins;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;

// The smallest program that serves a library on its standard streams, for the tests' clients. Arguments: the library's
// folder, the prompts' folder, then folders whose files may be added.
if (args is not [var folder, var prompts, .. var roots])
{
    await Console.Error.WriteLineAsync("Name the library's folder, the prompts' folder and folders to add from.");
    return 2;
}

using var index = SqlitePassageIndex.Open(folder, StaticWordVectors.Name);
var library = new McpLibrary(new ResearchAssistant(index, StaticWordVectors.Shared), index)
{
    Adding = new PaperAdding(StaticWordVectors.Shared, PaperReaders.All) { Roots = roots },
    Prompts = PromptFolder.Read(prompts),
};
await McpStdio.RunAsync(library, null, CancellationToken.None);
return 0;
