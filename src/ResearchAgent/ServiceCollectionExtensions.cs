using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;

namespace ResearchAgent;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds the assistant, the editor and the re-embedder. Needs an index (<c>IPassageIndex</c>, <c>IReembeddable</c>) and an embedding generator.</summary>
    public static IServiceCollection AddResearchAssistant(this IServiceCollection services) =>
        services.AddSingleton<ResearchAssistant>().AddSingleton<LibraryEditor>().AddSingleton<Reembedder>();
}
