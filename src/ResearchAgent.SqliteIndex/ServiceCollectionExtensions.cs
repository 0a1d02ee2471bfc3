using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;

namespace ResearchAgent.SqliteIndex;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds the embedded index over <c>library.db</c> in a folder; it is opened (or created) when first asked for.</summary>
    /// <param name="embedder">Name of the model that makes the vectors.</param>
    public static IServiceCollection AddSqliteIndex(this IServiceCollection services, string folder, string embedder) =>
        services.AddSingleton<IPassageIndex>(_ => SqlitePassageIndex.Open(folder, embedder));
}
