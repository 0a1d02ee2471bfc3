using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ResearchAgent.OnlineCatalogues.Tests;

/// <summary>A server on this machine that stands for all three catalogues and writes down what it is asked.</summary>
internal sealed class CatalogueDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<HttpContext, Task> _answer;
    private int _inFlight;
    private int _mostInFlight;

    private CatalogueDouble(Func<HttpContext, Task> answer)
    {
        _answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Path and query of each request, as they came.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public ConcurrentQueue<string> UserAgents { get; } = [];

    public int MostInFlight => _mostInFlight;

    public static async Task<CatalogueDouble> StartAsync(Func<HttpContext, Task> answer)
    {
        var server = new CatalogueDouble(answer);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");
        return server;
    }

    /// <summary>Answers with one text whatever is asked.</summary>
    public static Task<CatalogueDouble> SayingAsync(string text, int status = 200) => StartAsync(context => SayAsync(context, text, status));

    public static Task SayAsync(HttpContext context, string text, int status = 200)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }

    /// <summary>A lookup that asks this server alone.</summary>
    public CatalogueLookup Lookup(TimeProvider time, Func<OnlineCatalogueOptions, OnlineCatalogueOptions>? change = null)
    {
        var options = new OnlineCatalogueOptions { ArxivAddress = Address, CrossrefAddress = Address, OpenAlexAddress = Address };
        return new CatalogueLookup(change?.Invoke(options) ?? options, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
        UserAgents.Enqueue(context.Request.Headers.UserAgent.ToString());
        var now = Interlocked.Increment(ref _inFlight);
        InterlockedMax(ref _mostInFlight, now);
        try
        {
            await _answer(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; seen < value; seen = target)
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen)
            {
                return;
            }
        }
    }
}
