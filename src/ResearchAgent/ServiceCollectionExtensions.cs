using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Ingestion;

namespace ResearchAgent;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds the assistant and the importer. Needs an <c>IPassageIndex</c>, an embedding generator and readers.</summary>
    public static IServiceCollection AddResearchAssistant(this IServiceCollection services) =>
        services.AddSingleton<ResearchAssistant>().AddSingleton<PaperImporter>();
}
