using Microsoft.Extensions.DependencyInjection;

namespace ResearchAgent.OnlineCatalogues;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="CatalogueLookup"/>. Nothing is asked before its first use; a program that never adds it makes no connection.
    /// Takes the registered <see cref="TimeProvider"/> where there is one.
    /// </summary>
    public static IServiceCollection AddOnlineCatalogues(this IServiceCollection services, OnlineCatalogueOptions options) =>
        services.AddSingleton(provider => new CatalogueLookup(options, provider.GetService<TimeProvider>() ?? TimeProvider.System));
}
