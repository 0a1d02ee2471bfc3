using System.Net;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class OriginCheckTests
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("https://OWN")]
    [InlineData("http://OWN.evil.example")]
    [InlineData("null")]
    [InlineData("http://OWN, https://evil.example")]
    public async Task A_page_of_another_origin_may_not_post(string origin)
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Post, "/api/echo", new StringContent("x"), ("Origin", Own(origin, server)));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Forbidden, "origin-refused");
        HasNoCors(response);
    }

    [Theory]
    [InlineData("http://OWN")]
    [InlineData("https://papers.example")]
    public async Task The_servers_own_pages_and_allowed_ones_may_post(string origin)
    {
        await using var server = await LoopbackServer.StartAsync(o => o.AllowedOrigins = ["https://papers.example"]);
        using var response = await server.SendAsync(HttpMethod.Post, "/api/echo", new StringContent("x"), ("Origin", Own(origin, server)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        HasNoCors(response);
    }

    [Fact]
    public async Task A_program_that_sends_no_origin_may_post()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Post, "/api/echo", new StringContent("x"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_event_stream_for_another_origin_is_refused()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.GetAsync("/client", ("Accept", "text/event-stream"), ("Origin", "https://evil.example"));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Forbidden, "origin-refused");
    }

    [Fact]
    public async Task A_web_socket_for_another_origin_is_refused()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.GetAsync(
            "/client", ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Origin", "https://evil.example"));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Forbidden, "origin-refused");
    }

    [Fact]
    public async Task A_preflight_of_another_origin_gets_no_leave()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.SendAsync(
            HttpMethod.Options, "/api/echo", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"), ("Sec-Fetch-Site", "cross-site"));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Forbidden, "origin-refused");
        HasNoCors(response);
    }

    [Theory]
    [InlineData("cross-site", "no-cors", "image")]
    [InlineData("cross-site", "navigate", "iframe")]
    [InlineData("same-site", "no-cors", "script")]
    public async Task Another_site_may_not_load_a_part_of_this_one(string site, string mode, string destination)
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.GetAsync("/", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Forbidden, "cross-site-refused");
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-origin")]
    [InlineData("none")]
    public async Task A_link_may_be_followed_from_anywhere(string site)
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.GetAsync("/", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused_though_it_navigates()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.SendAsync(
            HttpMethod.Post, "/api/echo", new StringContent("x"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Forbidden, "cross-site-refused");
    }

    private static string Own(string origin, LoopbackServer server) => origin.Replace("OWN", server.Address.Authority, StringComparison.Ordinal);

    private static void HasNoCors(HttpResponseMessage response) =>
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
}
