using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using ResearchAgent.Hosting;
using ResearchAgent.Plugins;
using ResearchAgent.Web.Api;
using ResearchAgent.Web.Library;
using ResearchAgent.Web.Mcp;
using ResearchAgent.Web.OpenAi;
using ResearchAgent.Web.Pages;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Telemetry;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web;

/// <summary>The web page and the interfaces for programs, over one open library.</summary>
public static class ResearchServer
{
    /// <param name="session">Stays the caller's; it must outlive the server.</param>
    /// <param name="agent">Over the same session.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options would let in more than they may.</exception>
    public static WebApplication Build(Session session, ConfiguredAgent agent, ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = options.WebRoot });
        builder.WebHost.UseKestrelCore();
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services
            .AddServerSecurity(options.Security)
            .Configure<ExceptionProblems>(problems => problems
                .Add<ModelException>(503, "model-unavailable", "The language model cannot be used")
                .Add<PromptException>(503, "prompt-broken", "A prompt is broken"))
            .AddSingleton(session)
            .AddSingleton(new FairQueue(new FairQueueOptions { AtOnce = ConcurrencyOf(options, session) }))
            .AddSingleton(services => new LibraryWork(session, agent, services.GetRequiredService<FairQueue>()))
            .AddSingleton<Conversations>()
            .AddSingleton(new OverviewCache(session.Index))
            .AddServerTelemetry(options.Telemetry)
            .AddScoped<Fragments>()
            .AddScoped<LiveText>();
        builder.Services.AddRouting();
        builder.Services.AddAntiforgery(forgery =>
        {
            forgery.HeaderName = "X-Csrf-Token";
            forgery.Cookie.Name = "research-forgery";
        });
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddRazorComponents();
        builder.Services.AddResearchApi();
        builder.Services.AddLibraryPages(options);
        builder.Services.AddMcpServing(session, agent);

        var app = builder.Build();
        app.UseServerSecurity();

        // The fonts and character maps of the PDF viewer have endings that no table of types knows.
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(options.WebRoot), ServeUnknownFileTypes = true });
        app.UseAntiforgery();
        app.MapRazorComponents<App>();
        app.MapResearchApi();
        app.MapOpenAiApi();
        app.MapMcpServing();
        app.MapPageActions();
        OverviewData.Map(app);
        app.MapHealth();
        return app;
    }

    // A model reads several prompts at once about as fast as one; more than two make everybody wait for the first word.
    private static int ConcurrencyOf(ServerOptions options, Session session) =>
        options.Concurrency > 0 ? options.Concurrency : session.Model is null ? Environment.ProcessorCount : 2;
}
