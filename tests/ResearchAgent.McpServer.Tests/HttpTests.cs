using ModelContextProtocol;
using ModelContextProtocol.Client;
using ResearchAgent.Plugins;
using ResearchAgent.Tests.Writing.Fluent;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

public sealed class HttpTests(SnowLibrary snow) : IClassFixture<SnowLibrary>
{
    private readonly McpLibrary _library = Shelf.Over(snow.Index) with { Prompts = PromptFolder.Read(Path.Combine(AppContext.BaseDirectory, "prompts")) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_tools_resources_and_prompts_are_served(bool keepsSessions)
    {
        var token = TestContext.Current.CancellationToken;
        await using var host = await HttpHost.StartAsync(_library, keepsSessions);
        await using var client = await ConnectAsync(host);

        Assert.Equal("research-agent", client.ServerInfo!.Name);
        Assert.Equal(6, (await client.ListToolsAsync(cancellationToken: token)).Count);
        Assert.True((await client.CallAsync("ask", new { question = "By how much does AlbedoNet reduce the prediction error?" })).Data().GetProperty("answered").GetBoolean());
        Assert.Contains("no paper of the library is called", (await client.CallAsync("compare", new { papers = Calls.Names("Zebra", "MeltNet") })).Refusal(), StringComparison.Ordinal);
        Assert.Equal(3, (await client.ListResourcesAsync(cancellationToken: token)).Count);
        Assert.Single((await client.ReadResourceAsync("paper://" + SnowLibrary.Melt, cancellationToken: token)).Contents);
        Assert.NotEmpty((await client.GetPromptAsync("decompose", new Dictionary<string, object?> { ["question"] = "What is snow?" }, cancellationToken: token)).Messages);
    }

    [Fact]
    public async Task Steps_come_while_the_call_runs()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var library = _library with
        {
            TakeTurn = async (_, cancellationToken) =>
            {
                await go.Task.WaitAsync(cancellationToken);
                return new MemoryStream();
            },
        };
        await using var host = await HttpHost.StartAsync(library, keepsSessions: true);
        await using var client = await ConnectAsync(host);
        var call = client.CallToolAsync(
            "ask", new Dictionary<string, object?> { ["question"] = "What is AlbedoNet?" }, new First(told), cancellationToken: TestContext.Current.CancellationToken).AsTask();

        Assert.Equal("waiting for a turn", await told.Task.WaitAsync(TestContext.Current.CancellationToken));
        Assert.False(call.IsCompleted);
        go.SetResult();
        (await call).Data();
    }

    // With sessions the protocol takes a lost connection for no cancellation: the client must say so, and this one does not.
    [Fact]
    public async Task A_client_that_goes_away_stops_the_work()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var library = _library with
        {
            TakeTurn = async (_, cancellationToken) =>
            {
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    stopped.SetResult();
                }

                return new MemoryStream();
            },
        };
        await using var host = await HttpHost.StartAsync(library, keepsSessions: false);
        await using var client = await ConnectAsync(host);
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = client.CallToolAsync("review", new Dictionary<string, object?> { ["topic"] = "snow" }, cancellationToken: cancelling.Token).AsTask();
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static Task<McpClient> ConnectAsync(HttpHost host) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions { Endpoint = host.Address, TransportMode = HttpTransportMode.StreamableHttp }),
        cancellationToken: TestContext.Current.CancellationToken);

    private sealed class First(TaskCompletionSource<string> told) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => told.TrySetResult(value.Message!);
    }
}
