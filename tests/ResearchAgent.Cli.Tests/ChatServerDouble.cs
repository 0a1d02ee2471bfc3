using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ResearchAgent.Cli.Tests;

/// <summary>
/// A double of a chat server, no language model: answers every chat completion on a loopback port with the same words,
/// in OpenAI's JSON, and keeps what it was sent.
/// </summary>
internal sealed class ChatServerDouble : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _status;
    private readonly string _body;

    public ChatServerDouble(string reply, string status = "200 OK")
    {
        _status = status;
        _body = JsonSerializer.Serialize(new
        {
            id = "double",
            @object = "chat.completion",
            created = 1,
            model = "double",
            choices = new[] { new { index = 0, message = new { role = "assistant", content = reply }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 300, completion_tokens = 20, total_tokens = 320 },
        });
        _listener.Start();
        _ = ServeAsync();
    }

    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";

    /// <summary>First line and headers of each request, and its body.</summary>
    public List<(string Head, JsonNode Body)> Requests { get; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var head = new StringBuilder();
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            head.AppendLine(line);
            length = line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(line.AsSpan(15), null) : length;
        }

        var body = new char[length];
        await reader.ReadBlockAsync(body);
        Requests.Add((head.ToString(), JsonNode.Parse(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)))!));
        var answer = Encoding.UTF8.GetBytes(_body);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {_status}\r\nContent-Type: application/json\r\nLocation: http://192.0.2.1/v1/chat/completions\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(answer);
    }
}
