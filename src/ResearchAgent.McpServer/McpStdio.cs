using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace ResearchAgent.McpServer;

/// <summary>Serves one client on the standard streams. Nothing else may be written to the output: what is to be told goes to standard error.</summary>
public static class McpStdio
{
    /// <summary>Serves until the client closes the input.</summary>
    /// <param name="input">Read until it ends; a read that cannot be cancelled holds up the return when <paramref name="cancellationToken"/> is.</param>
    /// <param name="loggers">Must not write to <paramref name="output"/>; null: nothing is logged.</param>
    public static async Task RunAsync(McpLibrary library, Stream input, Stream output, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        var options = new McpServerOptions();
        new ResearchServer(library).Configure(options);
        await RunAsync(new StreamServerTransport(input, output, options.ServerInfo!.Name, loggers), options, loggers, cancellationToken);
    }

    /// <summary>The same on the streams of this process.</summary>
    public static async Task RunAsync(McpLibrary library, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        var options = new McpServerOptions();
        new ResearchServer(library).Configure(options);
        await RunAsync(new StdioServerTransport(options, loggers), options, loggers, cancellationToken);
    }

    private static async Task RunAsync(StreamServerTransport transport, McpServerOptions options, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        await using (transport)
        {
            await using var server = ModelContextProtocol.Server.McpServer.Create(transport, options, loggers);
            await server.RunAsync(cancellationToken);
        }
    }
}
