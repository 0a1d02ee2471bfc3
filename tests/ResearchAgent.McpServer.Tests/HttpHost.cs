using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;

namespace ResearchAgent.McpServer.Tests;

/// <summary>The server behind streamable HTTP on a free port of the loopback, as an ASP.NET Core program maps it.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp");

    /// <param name="keepsSessions">False, the package's default: each request stands alone.</param>
    public static async Task<HttpHost> StartAsync(McpLibrary library, bool keepsSessions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(library);
        builder.Services.AddMcpServer().AddResearchTools().WithHttpTransport(o => o.Stateless = !keepsSessions);
        var app = builder.Build();
        app.MapMcp("/mcp");
        await app.StartAsync();
        return new HttpHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
