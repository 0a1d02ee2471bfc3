using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using ResearchAgent.Indexing;
using ResearchAgent.McpServer.Finding;
using ResearchAgent.Retrieval;

namespace ResearchAgent.McpServer.Calling;

/// <summary>What a tool is to those who may call it.</summary>
/// <param name="Writes">It changes the library.</param>
internal sealed record ToolCard(string Name, string Title, string Description, bool Writes = false);

/// <summary>
/// A tool as a small model calls it: a wrong argument, an unknown paper and a library that cannot be read come back as text.
/// What nobody foresaw is logged, and the client learns no more than that it happened.
/// </summary>
internal sealed partial class ResearchTool<TArguments, TData>(
    McpLibrary library, ToolCard card, Func<TArguments, ToolCall, CancellationToken, Task<ToolReply<TData>>> run) : McpServerTool
    where TArguments : class
    where TData : class
{
    public override Tool ProtocolTool { get; } = new()
    {
        Name = card.Name,
        Title = card.Title,
        Description = card.Description,
        InputSchema = ToolArguments.Schema(typeof(TArguments)),
        OutputSchema = ToolArguments.DataSchema(typeof(TData)),

        // A second call with the same arguments changes nothing more; and no tool leaves the library, or the machine.
        Annotations = new ToolAnnotations { Title = card.Title, ReadOnlyHint = !card.Writes, DestructiveHint = card.Writes, IdempotentHint = true, OpenWorldHint = false },
    };

    public override IReadOnlyList<object> Metadata { get; } = [];

    public override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var (arguments, problem) = ToolArguments.Read<TArguments>(card.Name, ProtocolTool.InputSchema, request.Params?.Arguments ?? new Dictionary<string, JsonElement>());
        if (arguments is null)
        {
            return Result(problem!);
        }

        await using var progress = new ToolProgress(request, cancellationToken);
        try
        {
            return Result(await run(arguments, new ToolCall(library, ClientOf(request), progress), cancellationToken));
        }
        catch (PaperNotFoundException e)
        {
            return Result(await NearestPapers.RefuseAsync(library, e.Name, cancellationToken));
        }
        catch (Exception e) when (e is LibraryException or DbException or IOException)
        {
            LogUnreadable(Logger(request), card.Name, e);
            return Result(Refusal.Of($"{card.Name} could not use the library. Do not call it again; tell the user that the library cannot be read or written."));
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            LogFailed(Logger(request), card.Name, e);
            return Result(Refusal.Of($"{card.Name} failed for a reason that is in the server's log. Do not call it again with the same arguments; tell the user."));
        }
    }

    private static CallToolResult Result(ToolReply<TData> reply) => new()
    {
        Content = [new TextContentBlock { Text = reply.Text }],
        StructuredContent = reply.Data is null ? null : JsonSerializer.SerializeToElement(reply.Data, ToolArguments.Json),
        IsError = reply.Data is null,
    };

    private static string ClientOf(RequestContext<CallToolRequestParams> request) =>
        request.User?.Identity?.Name ?? request.Server.SessionId ?? "local";

    private static ILogger Logger(RequestContext<CallToolRequestParams> request) =>
        request.Services?.GetService<ILoggerFactory>()?.CreateLogger("ResearchAgent.McpServer") ?? NullLogger.Instance;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} could not use the library.")]
    private static partial void LogUnreadable(ILogger logger, string tool, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} failed.")]
    private static partial void LogFailed(ILogger logger, string tool, Exception exception);
}
