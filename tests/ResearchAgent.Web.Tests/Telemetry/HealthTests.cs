using System.Net;
using System.Text.Json;
using Xunit;

namespace ResearchAgent.Web.Tests.Telemetry;

public sealed class HealthTests(HealthTests.OneAtATime server) : IClassFixture<HealthTests.OneAtATime>
{
    private const string Key = "a-key-of-enough-characters";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whether_it_lives_anybody_may_ask_and_how_it_is_only_who_has_the_key()
    {
        using var live = await server.Client.GetAsync("/health/live", Token);
        using var ready = await server.Client.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, ready.StatusCode);
    }

    [Fact]
    public async Task Ready_says_what_it_looked_at_without_a_path()
    {
        var (status, report) = await ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", report.GetProperty("status").GetString());
        Assert.Equal(["index", "model", "queue"], report.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Contains($"{MadePapers.Count} papers", report.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Session.Library, report.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_full_queue_it_is_not_ready_and_then_ready_again()
    {
        using var leaving = new CancellationTokenSource();
        var running = await server.Queue.EnterAsync("first", Token);
        var waiting = Enumerable.Range(0, 64).Select(i => server.Queue.EnterAsync($"client {i}", leaving.Token)).ToList();
        var (full, report) = await ReadyAsync();
        await leaving.CancelAsync();
        await Task.WhenAll(waiting.Select(w => Assert.ThrowsAnyAsync<OperationCanceledException>(() => w)));
        running.Dispose();
        var (after, _) = await ReadyAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, full);
        Assert.Equal("not ready", report.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, after);
    }

    private async Task<(HttpStatusCode Status, JsonElement Report)> ReadyAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/ready") { Headers = { { "X-Api-Key", Key } } };
        using var response = await server.Client.SendAsync(request, Token);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement);
    }

    public sealed class OneAtATime : ServerFixture
    {
        protected override ServerOptions Options { get; } = new() { Security = new() { Port = 0, ApiKey = Key }, Concurrency = 1 };
    }
}
