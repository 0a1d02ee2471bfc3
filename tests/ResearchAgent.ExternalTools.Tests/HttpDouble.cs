using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ResearchAgent.ExternalTools.Tests;

/// <summary>A double of a web service: one handler on a free loopback port. It keeps each request as it came over the wire.</summary>
internal sealed class HttpDouble : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<HttpDoubleRequest, HttpDoubleReply> _handle;
    private readonly Task _loop;

    public HttpDouble(Func<HttpDoubleRequest, HttpDoubleReply> handle)
    {
        _handle = handle;
        _listener.Start();
        _loop = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>In the order they came.</summary>
    public List<HttpDoubleRequest> Requests { get; } = [];

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
                await AnswerAsync(client.GetStream());
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The other side hung up, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var first = (await reader.ReadLineAsync(_stop.Token))!.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        var body = new StringBuilder(await ReadAsync(reader, int.Parse(headers.GetValueOrDefault("Content-Length", "0"), null)));
        while (headers.ContainsKey("Transfer-Encoding") && int.Parse((await reader.ReadLineAsync(_stop.Token))!, NumberStyles.HexNumber, null) is > 0 and var chunk)
        {
            body.Append(await ReadAsync(reader, chunk));
            await reader.ReadLineAsync(_stop.Token);
        }

        var request = new HttpDoubleRequest(first[0], first[1], headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body.ToString())));
        Requests.Add(request);
        var reply = _handle(request);
        if (reply.Never)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }

        var bytes = Encoding.UTF8.GetBytes(reply.Body);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {reply.Status}\r\nContent-Type: {reply.Type}\r\nContent-Length: {bytes.Length}\r\n{reply.Headers}Connection: close\r\n\r\n"), _stop.Token);
        await stream.WriteAsync(bytes, _stop.Token);
    }

    // Asked for nothing, a reader waits for something.
    private async Task<string> ReadAsync(StreamReader reader, int length)
    {
        var text = new char[length];
        return length == 0 ? "" : new string(text, 0, await reader.ReadBlockAsync(text, _stop.Token));
    }
}

/// <param name="Target">Path and query, letter by letter.</param>
internal sealed record HttpDoubleRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <param name="Headers">More of them, each with its line end.</param>
/// <param name="Never">There is no answer.</param>
internal sealed record HttpDoubleReply(string Body, string Type = "application/json", string Status = "200 OK", string Headers = "", bool Never = false);
