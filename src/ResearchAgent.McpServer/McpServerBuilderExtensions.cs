using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace ResearchAgent.McpServer;

public static class McpServerBuilderExtensions
{
    /// <summary>Adds the tools, resources and prompts over the <see cref="McpLibrary"/> that the services have; a transport is still to be chosen.</summary>
    public static IMcpServerBuilder AddResearchTools(this IMcpServerBuilder builder)
    {
        builder.Services.TryAddSingleton<ResearchServer>();
        builder.Services.AddSingleton<IConfigureOptions<McpServerOptions>>(services => new ConfigureOptions<McpServerOptions>(services.GetRequiredService<ResearchServer>().Configure));
        return builder;
    }
}
