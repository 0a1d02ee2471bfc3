using Microsoft.Extensions.DependencyInjection;

namespace ResearchAgent.Readers;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds every reader of this project, in the order in which a file is offered to them.</summary>
    public static IServiceCollection AddPaperReaders(this IServiceCollection services)
    {
        foreach (var reader in PaperReaders.All)
        {
            services.AddSingleton(reader);
        }

        return services;
    }
}
