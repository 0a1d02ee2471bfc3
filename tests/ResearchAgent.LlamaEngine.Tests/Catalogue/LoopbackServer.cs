using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ResearchAgent.LlamaEngine.Tests.Catalogue;

/// <summary>An HTTP server of one handler on a free port of this machine. It closes every connection after its answer, so what it sends can be cut or false.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Reply> _handle;
    private readonly Task _loop;

    public LoopbackServer(Func<Request, Reply> handle)
    {
        _handle = handle;
        _listener.Start();
        _loop = ServeAsync();
    }

    /// <summary>In the order they came.</summary>
    public List<Request> Requests { get; } = [];

    public Uri Address(string path) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream(), _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The other side hung up, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync(cancellationToken))!.Split(' ')[1];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        var request = new Request(path, headers.GetValueOrDefault("Range"), headers.GetValueOrDefault("If-Range"));
        Requests.Add(request);
        var reply = _handle(request);
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\n");
        foreach (var (name, value) in reply.Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        await stream.WriteAsync(reply.Body, cancellationToken);
    }
}

internal sealed record Request(string Path, string? Range, string? IfRange)
{
    /// <summary>Where "bytes=N-" begins; 0 without a range.</summary>
    public int From => Range is null ? 0 : int.Parse(Range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record Reply(int Status, Dictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The whole file, or what was asked of it, with the tag that makes it resumable.</summary>
    /// <param name="cutAfter">Bytes of the body after which the connection is closed.</param>
    public static Reply File(Request request, byte[] file, string tag = "\"v1\"", int? cutAfter = null)
    {
        var body = file[request.From..];
        var headers = new Dictionary<string, string> { ["Content-Length"] = $"{body.Length}", ["ETag"] = tag };
        if (request.Range is not null)
        {
            headers["Content-Range"] = $"bytes {request.From}-{file.Length - 1}/{file.Length}";
        }

        return new Reply(request.Range is null ? 200 : 206, headers, body[..Math.Min(cutAfter ?? body.Length, body.Length)]);
    }

    public static Reply Redirect(string location) => new(302, new() { ["Location"] = location, ["Content-Length"] = "0" }, []);

    public static Reply Empty(int status) => new(status, new() { ["Content-Length"] = "0" }, []);
}
