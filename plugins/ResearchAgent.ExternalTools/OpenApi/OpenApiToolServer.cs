using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ResearchAgent.ExternalTools.OpenApi;

/// <summary>A web service whose operations are tools. Those by GET and HEAD read; all others may change something.</summary>
internal sealed class OpenApiToolServer : IToolServer
{
    // More than is shown, so that the count of what is cut is right for all but giants.
    private const int MaxCharacters = 8_000_000;

    private static readonly string[] TextSuffixes = ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded"];

    private readonly Uri _address;
    private readonly ServerKey? _key;
    private readonly HttpClient _client;

    private OpenApiToolServer(Uri address, ServerKey? key, IReadOnlyList<Operation> operations)
    {
        (_address, _key, _client) = (address, key, ServerAddress.Client(address));
        Tools =
        [
            .. operations.Select(o => new ServerTool(
                o.Name,
                o.Description,
                o.Method != HttpMethod.Get && o.Method != HttpMethod.Head,
                [.. o.Arguments.Select(a => new ToolParameter(a.Name, a.IsRequired, a.Schema))],
                (arguments, cancellationToken) => CallAsync(o, arguments, cancellationToken))
            { Problem = o.Problem }),
        ];
    }

    public IReadOnlyList<ServerTool> Tools { get; }

    /// <param name="server">Where it is configured: "Plugins:OpenApi:loans".</param>
    /// <exception cref="ExternalToolException">The document cannot be read, or the address may not be used. The service itself is not asked.</exception>
    public static async Task<OpenApiToolServer> OpenAsync(string server, OpenApiSettings settings, string folder, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(settings.Document))
        {
            throw new ExternalToolException(server, "it has no Document. Set it to the file of the service's OpenAPI document, JSON or YAML.");
        }

        var key = ServerAddress.Key(server, settings);
        var (operations, stated) = await OperationReader.ReadAsync(server, Path.Combine(folder, settings.Document), settings.ApiKeyHeader, cancellationToken);
        var address = !string.IsNullOrWhiteSpace(settings.Address) ? ServerAddress.Check(server, "Address", settings.Address, settings.AllowRemote)
            : Uri.TryCreate(stated, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? ServerAddress.Check(server, "the address in the document", stated!, settings.AllowRemote)
            : throw new ExternalToolException(server, "neither the settings nor the document say where the service is. Set Address, such as http://127.0.0.1:8080.");
        return new OpenApiToolServer(address, key, operations);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ToolReply> CallAsync(Operation operation, JsonObject arguments, CancellationToken cancellationToken)
    {
        var (built, problem) = OperationRequest.Build(operation, _address, arguments);
        if (built is null)
        {
            return new ToolReply("", problem);
        }

        using var request = built;
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/*;q=0.8, */*;q=0.1");
        if (_key is not null)
        {
            request.Headers.TryAddWithoutValidation(_key.Header, _key.Value);
        }

        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var (text, length) = await ReadAsync(response.Content, cancellationToken);
            return new ToolReply(_key?.TakeOut(text) ?? text, response.IsSuccessStatusCode ? null : Status(response.StatusCode), length);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
        {
            return new ToolReply("", $"the service at {_address.GetLeftPart(UriPartial.Authority)} does not answer. Do without it, and tell the user.");
        }
    }

    // Our phrase and not the service's, which is anyone's words.
    private static string Status(HttpStatusCode status)
    {
        using var plain = new HttpResponseMessage(status);
        return $"{(int)status} {plain.ReasonPhrase}".TrimEnd() + ((int)status is >= 300 and < 400 ? ", and redirects are not followed." : ".");
    }

    private static async Task<(string Text, long Length)> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentType?.MediaType is { } type && !IsText(type))
        {
            return ($"[{ToolText.Name(type)} left out]", 0);
        }

        using var reader = new StreamReader(await content.ReadAsStreamAsync(cancellationToken), EncodingOf(content.Headers.ContentType?.CharSet));
        var text = new StringBuilder();
        var buffer = new char[4096];
        long length = 0;
        while (length < MaxCharacters && await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            length += read;
            text.Append(buffer, 0, Math.Min(read, Math.Max(0, ToolText.MaxResult + 1 - text.Length)));
        }

        return (text.ToString(), length);
    }

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || TextSuffixes.Any(s => mediaType.EndsWith(s, StringComparison.OrdinalIgnoreCase));

    private static Encoding EncodingOf(string? charset)
    {
        try
        {
            return Encoding.GetEncoding(charset?.Trim('"') ?? "utf-8");
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }
}
