using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;

namespace ResearchAgent.QdrantIndex;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds a library on a Qdrant server; it is closed with the provider.</summary>
    /// <param name="index">Opened by <see cref="QdrantPassageIndex.OpenAsync"/>: connecting takes time and may fail.</param>
    public static IServiceCollection AddQdrantIndex(this IServiceCollection services, QdrantPassageIndex index) =>
        services.AddSingleton<IPassageIndex>(_ => index);
}
