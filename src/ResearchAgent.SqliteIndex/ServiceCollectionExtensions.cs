using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;

namespace ResearchAgent.SqliteIndex;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds the embedded index over <c>library.db</c> in a folder, for the registered embedding generator; it is opened
    /// (or created) when first asked for.
    /// </summary>
    public static IServiceCollection AddSqliteIndex(this IServiceCollection services, string folder) => services
        .AddSingleton(provider => SqlitePassageIndex.Open(folder, EmbedderFingerprint.Of(provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()).Value))
        .AddSingleton<IPassageIndex>(provider => provider.GetRequiredService<SqlitePassageIndex>())
        .AddSingleton<IReembeddable>(provider => provider.GetRequiredService<SqlitePassageIndex>());
}
