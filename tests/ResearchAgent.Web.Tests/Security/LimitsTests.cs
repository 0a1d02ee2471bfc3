using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ResearchAgent.Web.Security;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class LimitsTests
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_one_mebibyte_is_refused_whether_or_not_it_tells_its_length(bool isChunked)
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Post, "/api/echo", Body(MiB + 1), isChunked ? [("Transfer-Encoding", "chunked")] : []);
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task An_endpoint_for_uploads_has_its_own_limit()
    {
        await using var server = await LoopbackServer.StartAsync(map: app => app.MapPost("/api/upload", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            return "taken";
        }).WithUploadLimit(3 * MiB));

        using var taken = await server.SendAsync(HttpMethod.Post, "/api/upload", Body(2 * MiB));
        using var refused = await server.SendAsync(HttpMethod.Post, "/api/upload", Body((3 * MiB) + 1));

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        await LoopbackServer.IsProblemAsync(refused, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task Too_many_questions_are_refused_while_reading_goes_on_and_others_ask()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.AsksPerMinute = 1, app => app.MapPost("/api/ask", () => "answer").RequireRateLimiting(RateLimits.Ask));

        using var first = await server.SendAsync(HttpMethod.Post, "/api/ask", null);
        using var second = await server.SendAsync(HttpMethod.Post, "/api/ask", null);
        using var reading = await server.GetAsync("/");
        using var other = await server.SendAsync(HttpMethod.Post, "/api/ask", null, ("Cookie", $"{ClientId.Cookie}={new string('b', 32)}"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, reading.StatusCode, other.StatusCode));
        await LoopbackServer.IsProblemAsync(second, HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_client_that_throws_its_cookie_away_is_still_stopped_by_its_address()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.RequestsPerMinute = 1);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await server.GetAsync("/", ("Accept", "text/html"));
            statuses.Add(response.StatusCode);
        }

        Assert.All(statuses.Take(10), s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    [Fact]
    public async Task Made_up_cookies_give_an_address_no_more_than_ten_shares_of_questions()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.AsksPerMinute = 1, app => app.MapPost("/api/ask", () => "answer").RequireRateLimiting(RateLimits.Ask));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await server.SendAsync(HttpMethod.Post, "/api/ask", null, ("Cookie", $"{ClientId.Cookie}={i:x32}"));
            statuses.Add(response.StatusCode);
        }

        Assert.All(statuses.Take(10), s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
    }

    private static ByteArrayContent Body(int bytes) => new(new byte[bytes]);
}
