using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ResearchAgent.Web.Security;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class SecurityHeadersTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/no/such/page", HttpStatusCode.NotFound)]
    [InlineData("/fail", HttpStatusCode.InternalServerError)]
    public async Task Every_answer_tells_the_browser_how_little_it_may_do(string path, HttpStatusCode status)
    {
        await using var server = await StartAsync();
        using var response = await server.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        IsStrict(response);
    }

    [Fact]
    public async Task A_refusal_has_them_too()
    {
        await using var server = await StartAsync();
        using var response = await server.GetAsync("/", ("Host", "evil.example"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        IsStrict(response);
    }

    [Fact]
    public async Task One_page_may_load_more_than_the_others()
    {
        await using var server = await StartAsync();
        using var response = await server.GetAsync("/viewer");
        Assert.Equal(
            Policy.Replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", StringComparison.Ordinal).Replace("default-src 'none'", "default-src 'self'", StringComparison.Ordinal) + "; media-src 'self'",
            response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory]
    [InlineData("/style", "no-cache")]
    [InlineData("/own", "max-age=60, private")]
    [InlineData("/json", "no-store")]
    public async Task Only_static_parts_are_kept_unless_an_endpoint_says_otherwise(string path, string cacheControl)
    {
        await using var server = await StartAsync();
        using var response = await server.GetAsync(path);
        Assert.Equal(cacheControl, response.Headers.GetValues("Cache-Control").Single());
    }

    private static Task<LoopbackServer> StartAsync() => LoopbackServer.StartAsync(map: app =>
    {
        app.MapGet("/fail", string () => throw new InvalidOperationException("secret"));
        app.MapGet("/viewer", () => "viewer").WithMetadata(
            new ContentSourceAttribute("script-src", "'wasm-unsafe-eval'"), new ContentSourceAttribute("default-src", "'self'"), new ContentSourceAttribute("media-src", "'self'"));
        app.MapGet("/style", () => Results.Text("a{}", "text/css"));
        app.MapGet("/json", () => Results.Json(1));
        app.MapGet("/own", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "private, max-age=60";
            return "own";
        });
    });

    private static void IsStrict(HttpResponseMessage response)
    {
        Assert.Equal(Policy, response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Contains("camera=()", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.GetValues("Cache-Control").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }
}
