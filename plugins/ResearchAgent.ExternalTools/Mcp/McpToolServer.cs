using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ResearchAgent.ExternalTools.Mcp;

/// <summary>
/// A server of the Model Context Protocol. It is offered nothing of ours: no sampling, no questions to the person, no
/// folders. Its tools are those it had when it was opened; one that has stopped is started again by the next call.
/// </summary>
internal sealed class McpToolServer : IToolServer
{
    // npx may download the server first.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private readonly string _server;
    private readonly McpServerSettings _settings;
    private readonly string _folder;
    private readonly ServerKey? _key;
    private readonly Uri? _endpoint;
    private readonly ILoggerFactory _loggers;
    private readonly SemaphoreSlim _connecting = new(1);
    private Connection? _connection;

    private McpToolServer(string server, McpServerSettings settings, string folder, ILoggerFactory loggers)
    {
        (_server, _settings, _folder, _loggers) = (server, settings, folder, loggers);
        var isProgram = !string.IsNullOrWhiteSpace(settings.Command);
        if (isProgram != string.IsNullOrWhiteSpace(settings.Endpoint))
        {
            throw new ExternalToolException(server, $"it has {(isProgram ? "both a Command and an Endpoint" : "neither a Command nor an Endpoint")}. Set Command to a program that is the server, or Endpoint to the address of one that runs.");
        }

        _endpoint = isProgram ? null : ServerAddress.Check(server, "Endpoint", settings.Endpoint, settings.AllowRemote);
        _key = isProgram ? null : ServerAddress.Key(server, settings);
    }

    public IReadOnlyList<ServerTool> Tools { get; private set; } = [];

    /// <param name="server">Where it is configured: "Plugins:Mcp:files".</param>
    /// <exception cref="ExternalToolException">It cannot be reached, or does not speak the protocol.</exception>
    public static async Task<McpToolServer> OpenAsync(string server, McpServerSettings settings, string folder, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        var opened = new McpToolServer(server, settings, folder, loggers ?? NullLoggerFactory.Instance);
        try
        {
            var connection = await opened.ConnectAsync(cancellationToken);
            opened.Tools = [.. connection.Tools.Select(opened.ToolOf)];
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    private ServerTool ToolOf(Tool tool) => new(
        tool.Name,
        ToolText.Description(tool.Description ?? tool.Title),
        tool.Annotations?.ReadOnlyHint is not true,
        ToolSchema.Parameters(new ToolSchema(tool.InputSchema).Plain(tool.InputSchema)),
        (arguments, cancellationToken) => CallAsync(tool.Name, arguments, cancellationToken));

    private async Task<ToolReply> CallAsync(string tool, JsonObject arguments, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ConnectAsync(cancellationToken);
            return ReplyOf(await connection.Client.CallToolAsync(tool, arguments.ToDictionary(a => a.Key, a => (object?)a.Value), cancellationToken: cancellationToken));
        }
        catch (ExternalToolException)
        {
            // Its words are for the person: they name settings.
            return new ToolReply("", "the server has stopped and does not start again. Do without it, and tell the user.");
        }
        catch (McpException e)
        {
            return new ToolReply(Safe(e.Message), "the server refuses the call.");
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException or InvalidOperationException or ObjectDisposedException)
        {
            return new ToolReply("", "the server stopped or sent no answer that can be read. Call again once: it is started anew.");
        }
    }

    private ToolReply ReplyOf(CallToolResult result)
    {
        List<string> parts = [.. result.Content.Select(c => c switch
        {
            TextContentBlock text => text.Text,
            ImageContentBlock => "[image left out]",
            AudioContentBlock => "[audio left out]",
            _ => "[resource left out]",
        })];
        var text = parts.Count > 0 ? string.Join('\n', parts) : result.StructuredContent?.ToString() ?? "";
        return new ToolReply(Safe(text), result.IsError is true ? "the tool reports an error." : null);
    }

    private string Safe(string text) => _key?.TakeOut(text) ?? text;

    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } open)
            {
                return open;
            }

            if (_connection is { } closed)
            {
                _connection = null;
                await closed.DisposeAsync();
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartTimeout);
            return _connection = await Connection.OpenAsync(_server, _settings, _folder, _endpoint, _key, _loggers, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ExternalToolException(_server, $"it did not answer within {StartTimeout.TotalSeconds:0} seconds of its start.", e);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private sealed class Connection(McpClient client, ServerProcess? process, IReadOnlyList<Tool> tools) : IAsyncDisposable
    {
        public McpClient Client => client;

        public IReadOnlyList<Tool> Tools => tools;

        public bool IsOpen => !client.Completion.IsCompleted;

        public static async Task<Connection> OpenAsync(
            string server, McpServerSettings settings, string folder, Uri? endpoint, ServerKey? key, ILoggerFactory loggers, CancellationToken cancellationToken)
        {
            var process = endpoint is null ? ServerProcess.Start(server, settings, folder, loggers.CreateLogger<ServerProcess>()) : null;
            McpClient? client = null;
            try
            {
                IClientTransport transport = process is not null
                    ? new StreamClientTransport(process.Input, process.Output, loggers)
                    : new HttpClientTransport(HttpOptions(endpoint!, key), ServerAddress.Client(endpoint!), loggers, ownsHttpClient: true);
                client = await McpClient.CreateAsync(transport, new McpClientOptions { ClientInfo = new Implementation { Name = "ResearchAgent", Version = "1" }, InitializationTimeout = Timeout.InfiniteTimeSpan }, loggers, cancellationToken);
                var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
                return new Connection(client, process, [.. tools.Select(t => t.ProtocolTool)]);
            }
            catch (Exception e)
            {
                if (process is not null)
                {
                    await process.DisposeAsync();
                }

                if (client is not null)
                {
                    await client.DisposeAsync();
                }

                throw e is OperationCanceledException ? e : new ExternalToolException(server, Explain(settings, endpoint, process), e);
            }
        }

        public async ValueTask DisposeAsync()
        {
            // The program first: its end is what ends the reading from it.
            if (process is not null)
            {
                await process.DisposeAsync();
            }

            await client.DisposeAsync();
        }

        // Streamable HTTP alone: with the older kind the server would name another address to send to.
        private static HttpClientTransportOptions HttpOptions(Uri endpoint, ServerKey? key) => new()
        {
            Endpoint = endpoint,
            TransportMode = HttpTransportMode.StreamableHttp,
            EnableStandaloneGetStream = false,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { [key.Header] = key.Value },
        };

        private static string Explain(McpServerSettings settings, Uri? endpoint, ServerProcess? process) =>
            endpoint is not null ? $"no server of the Model Context Protocol answers at '{endpoint.GetLeftPart(UriPartial.Path)}'. Start it, or correct Endpoint."
            : $"the program '{ToolText.Name(settings.Command)}' ended, or speaks another protocol than the Model Context Protocol.{(process?.LastWords is { Length: > 0 } words ? $" It said last: '{words}'" : "")} Run it in a terminal to see what it needs; of our environment it gets only PATH, HOME and what Environment names.";
    }
}
