using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using ResearchAgent.Hosting;
using ResearchAgent.Web.Api;
using ResearchAgent.Web.OpenAi;
using ResearchAgent.Web.Pages;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web;

/// <summary>The web page and the interfaces for programs, over one open library.</summary>
public static class ResearchServer
{
    /// <param name="session">Stays the caller's; it must outlive the server.</param>
    /// <param name="agent">Over the same session.</param>
    public static WebApplication Build(Session session, ConfiguredAgent agent, ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = options.WebRoot });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var address in options.Security.Bind)
            {
                kestrel.Listen(address, options.Port);
            }
        });
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(session);
        builder.Services.AddSingleton(_ => new FairQueue(new FairQueueOptions { AtOnce = ConcurrencyOf(options, session) }));
        builder.Services.AddSingleton(services => new LibraryWork(session, agent, services.GetRequiredService<FairQueue>()));
        builder.Services.AddSingleton<Conversations>();
        builder.Services.AddSingleton<Fragments>();
        builder.Services.AddRazorComponents();
        builder.Services.AddResearchApi();

        var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(options.WebRoot), OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        app.UseRouting();
        app.UseAntiforgery();
        app.MapRazorComponents<App>();
        app.MapResearchApi();
        app.MapOpenAiApi();
        return app;
    }

    // A model reads several prompts at once about as fast as one; more than two make everybody wait for the first word.
    private static int ConcurrencyOf(ServerOptions options, Session session) =>
        options.Concurrency > 0 ? options.Concurrency : session.Model is null ? Environment.ProcessorCount : 2;
}
