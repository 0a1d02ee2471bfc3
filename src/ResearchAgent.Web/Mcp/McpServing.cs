using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Hosting;
using ResearchAgent.McpServer;
using ResearchAgent.McpServer.Adding;
using ResearchAgent.Plugins;
using ResearchAgent.Readers;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Mcp;

/// <summary>The library as a server of the Model Context Protocol: over streamable HTTP at /mcp, or on the standard streams of a process.</summary>
public static class McpServing
{
    /// <param name="roots">Full paths of the folders whose files a client may add; none over HTTP.</param>
    public static McpLibrary LibraryOf(Session session, ConfiguredAgent agent, IReadOnlyList<string> roots) => new(session.Assistant, session.Index)
    {
        Ask = (question, filter, steps, cancellationToken) => agent.AskAsync(question, filter, new(steps, null), cancellationToken),
        Adding = new PaperAdding(session.Embedder, PaperReaders.Create(new ReaderOptions())) { Roots = roots },
        Prompts = PromptFolder.Read(ProgramFolder.Prompts(), FluentWriters.PromptFolderIn(session.Library)),
    };

    internal static IServiceCollection AddMcpServing(this IServiceCollection services, Session session, ConfiguredAgent agent)
    {
        services.AddSingleton(provider =>
        {
            var library = LibraryOf(session, agent, []);
            var (turns, work, requests) = (provider.GetRequiredService<FairQueue>(), provider.GetRequiredService<LibraryWork>(), provider.GetRequiredService<IHttpContextAccessor>());
            return library with
            {
                // Without sessions the protocol tells clients apart by nothing; the request does.
                TakeTurn = (client, cancellationToken) => new ValueTask<IDisposable>(turns.EnterAsync(requests.HttpContext is { } request ? ClientId.Of(request) : client, cancellationToken)),
                Adding = new PaperAdding(session.Embedder, PaperReaders.Create(new ReaderOptions())) { TakeTurn = work.EnterChangeAsync },
            };
        });
        services.AddMcpServer().AddResearchTools().WithHttpTransport();
        return services;
    }

    internal static void MapMcpServing(this IEndpointRouteBuilder app) => app.MapMcp("/mcp");
}
