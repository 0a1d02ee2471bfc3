using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using ResearchAgent.Web.Work;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

/// <summary>Of a server that is busy with one piece of work.</summary>
public sealed class QueueTests(QueueTests.BusyServer server) : IClassFixture<QueueTests.BusyServer>
{
    private static readonly object Question = new { question = "What does MeltNet predict?" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/ask")]
    [InlineData("/v1/chat/completions")]
    public async Task A_client_that_leaves_is_worked_for_no_longer(string address)
    {
        using var turn = await server.Queue.EnterAsync("somebody", Token);
        using var response = await server.SendAsync(HttpMethod.Post, address, JsonContent.Create(BodyFor(address)), ("Accept", "text/event-stream"));
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(1, server.Queue.Waiting);

        // Who waits behind moves up when the one before has left.
        var places = new Places();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var behind = server.Queue.EnterAsync("behind", places, cancellation.Token);
        response.Dispose();
        await places.First.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => behind);
    }

    [Fact]
    public async Task Who_waits_is_told_its_place_and_then_answered()
    {
        var turn = await server.Queue.EnterAsync("somebody", Token);
        using var response = await server.SendAsync(HttpMethod.Post, "/api/v1/ask", JsonContent.Create(Question), ("Accept", "text/event-stream"));
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("queued", """{"position":1}"""), (events.Current.EventType, events.Current.Data));
        turn.Dispose();
        var last = "";
        while (await events.MoveNextAsync())
        {
            last = events.Current.EventType;
        }

        Assert.Equal("answer", last);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task A_full_queue_says_when_to_come_again(string accept)
    {
        using var turn = await server.Queue.EnterAsync("somebody", Token);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = Enumerable.Range(0, new FairQueueOptions().Waiting).Select(i => server.Queue.EnterAsync($"other {i}", leaving.Token)).ToList();
        using var full = await server.SendAsync(HttpMethod.Post, "/api/v1/ask", JsonContent.Create(Question), ("Accept", accept));
        await full.ProblemAsync(503);
        Assert.True(full.Headers.RetryAfter!.Delta > TimeSpan.Zero);

        using var chat = await server.PostAsync("/v1/chat/completions", BodyFor("/v1/chat/completions"));
        Assert.Equal(503, (int)chat.StatusCode);
        Assert.Equal("queue_full", (await chat.JsonAsync(System.Net.HttpStatusCode.ServiceUnavailable)).GetProperty("error").GetProperty("code").GetString());
        Assert.NotNull(chat.Headers.RetryAfter);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    private static object BodyFor(string address) => address.StartsWith("/v1", StringComparison.Ordinal)
        ? new { model = "research-agent", stream = address.EndsWith("completions", StringComparison.Ordinal), messages = new[] { new { role = "user", content = "What does MeltNet predict?" } } }
        : Question;

    public sealed class BusyServer : ServerFixture
    {
        protected override ServerOptions Options { get; } = new() { Security = new() { Port = 0, AsksPerMinute = 10_000 }, Concurrency = 1 };
    }

    private sealed class Places : IProgress<int>
    {
        public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Report(int value)
        {
            if (value == 1)
            {
                First.TrySetResult();
            }
        }
    }
}
