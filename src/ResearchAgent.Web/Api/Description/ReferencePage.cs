using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Web.Security;
using Scalar.AspNetCore;

namespace ResearchAgent.Web.Api.Description;

/// <summary>
/// Scalar's page over the OpenAPI document. The package serves its script; the page around it is ours, as the package's own
/// starts by a script in the page, which our policy forbids. Nothing is loaded from another host.
/// </summary>
internal static class ReferencePage
{
    private const string Path = "/api";
    private const string Assets = "/api/reference";
    private const string Start = "/api/start.js";

    private const string Page =
        $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>ResearchAgent: the interface for programs</title>
          <link rel="icon" href="/icon.svg">
        </head>
        <body>
          <noscript>This page needs JavaScript. The description itself is at <a href="/openapi/v1.json">/openapi/v1.json</a>.</noscript>
          <div id="app"></div>
          <script src="{Assets}/scalar.js"></script>
          <script src="{Start}"></script>
        </body>
        </html>
        """;

    // No fonts, no proxy, no telemetry, no assistant: all of these would speak to other hosts.
    private const string Script =
        """
        Scalar.createApiReference('#app', {
          url: '/openapi/v1.json',
          theme: 'default',
          withDefaultFonts: false,
          proxyUrl: '',
          telemetry: false,
          hideClientButton: true,
          showDeveloperTools: 'never',
          agent: { disabled: true },
          mcp: { disabled: true },
          documentDownloadType: 'json',
          defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
        });
        """;

    public static void Map(IEndpointRouteBuilder app)
    {
        // The page sets its looks by style elements; scripts stay bound to our own files.
        app.MapGet(Path, () => TypedResults.Text(Page, "text/html; charset=utf-8")).ExcludeFromDescription().WithMetadata(new ContentSourceAttribute("style-src", "'unsafe-inline'"));
        app.MapGet(Start, () => TypedResults.Text(Script, "text/javascript; charset=utf-8")).ExcludeFromDescription();
        app.MapScalarApiReference(Assets, options => options.DisableDefaultFonts().DisableTelemetry()).AddEndpointFilter(async (context, next) =>
            context.HttpContext.Request.Path.Value!.EndsWith(".js", StringComparison.Ordinal) ? await next(context) : TypedResults.Redirect(Path));
    }
}
