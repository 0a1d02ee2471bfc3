using System.IO.Pipelines;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

/// <summary>A server and its client, joined by pipes as they would be by the standard streams.</summary>
internal sealed class Connection : IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly Task _serving;

    private Connection(McpLibrary library) =>
        _serving = McpStdio.RunAsync(library, _toServer.Reader.AsStream(), _toClient.Writer.AsStream(), null, CancellationToken.None);

    public McpClient Client { get; private set; } = null!;

    public static async Task<Connection> OpenAsync(McpLibrary library)
    {
        var connection = new Connection(library);
        connection.Client = await McpClient.CreateAsync(
            new StreamClientTransport(connection._toServer.Writer.AsStream(), connection._toClient.Reader.AsStream()), cancellationToken: TestContext.Current.CancellationToken);
        return connection;
    }

    public static async Task<CallToolResult> CallAsync(McpLibrary library, string tool, object arguments)
    {
        await using var connection = await OpenAsync(library);
        return await connection.CallAsync(tool, arguments);
    }

    public Task<CallToolResult> CallAsync(string tool, object arguments) => Client.CallAsync(tool, arguments);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _toServer.Writer.CompleteAsync();
        await _serving;
    }
}

internal static class Calls
{
    /// <param name="arguments">An object whose properties are the arguments, as they go over the wire.</param>
    public static async Task<CallToolResult> CallAsync(this McpClient client, string tool, object arguments) =>
        await client.CallToolAsync(
            new CallToolRequestParams { Name = tool, Arguments = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(p => p.Name, p => p.Value) },
            TestContext.Current.CancellationToken);

    public static string[] Names(params string[] names) => names;

    public static string Text(this CallToolResult result) => ((TextContentBlock)Assert.Single(result.Content)).Text;

    /// <summary>The data of a call that went well.</summary>
    public static JsonElement Data(this CallToolResult result)
    {
        Assert.True(result.IsError is not true, result.Text());
        return result.StructuredContent!.Value;
    }

    /// <summary>What a refused call says to a model.</summary>
    public static string Refusal(this CallToolResult result)
    {
        Assert.True(result.IsError is true, result.Text());
        Assert.Null(result.StructuredContent);
        Assert.StartsWith("Error: ", result.Text(), StringComparison.Ordinal);
        return result.Text();
    }

    public static string[] Strings(this JsonElement list, string property) => [.. list.EnumerateArray().Select(i => i.GetProperty(property).ToString())];
}
