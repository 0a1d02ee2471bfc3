using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ResearchAgent.McpServer.Calling;

/// <summary>
/// Sends the steps of a call to the client that asked to be told, in order and without holding up the work: what comes
/// faster than it can be sent leaves out the oldest. Disposing sends what is left.
/// </summary>
internal sealed class ToolProgress : IProgress<string>, IAsyncDisposable
{
    private const int MaxWaiting = 64;
    private const int MaxCharacters = 200;

    private readonly Channel<string> _steps = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _sending;

    public ToolProgress(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken) =>
        _sending = request.Params?.ProgressToken is { } token ? SendAsync(request, token, cancellationToken) : Task.CompletedTask;

    public void Report(string value) => _steps.Writer.TryWrite(value.Length <= MaxCharacters ? value : value[..MaxCharacters] + "…");

    public async ValueTask DisposeAsync()
    {
        _steps.Writer.Complete();
        await _sending;
    }

    private async Task SendAsync(RequestContext<CallToolRequestParams> request, ProgressToken token, CancellationToken cancellationToken)
    {
        try
        {
            var sent = 0;
            await foreach (var step in _steps.Reader.ReadAllAsync(cancellationToken))
            {
                await request.Server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = ++sent, Message = step }, cancellationToken: cancellationToken);
            }
        }
        catch (Exception)
        {
            // A client that is gone, or whose call was cancelled, need not be told how far it is; the call itself says what went wrong.
        }
    }
}
