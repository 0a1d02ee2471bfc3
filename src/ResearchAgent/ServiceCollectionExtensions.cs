using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;

namespace ResearchAgent;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds the assistant, the importer and the re-embedder. Needs an index (<c>IPassageIndex</c>, <c>IReembeddable</c>), an embedding generator and readers.</summary>
    public static IServiceCollection AddResearchAssistant(this IServiceCollection services) =>
        services.AddSingleton<ResearchAssistant>().AddSingleton<PaperImporter>().AddSingleton<Reembedder>();
}
