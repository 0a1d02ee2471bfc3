using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ResearchAgent.ExternalTools.OpenApi;

/// <summary>Puts the arguments of an operation into a request. A value stays within its place: it reaches no other path, parameter or header.</summary>
internal static class OperationRequest
{
    /// <returns>The request, or in words for a model why there is none.</returns>
    public static (HttpRequestMessage? Request, string? Problem) Build(Operation operation, Uri address, JsonObject arguments)
    {
        var path = operation.Path;
        var query = new List<string>();
        var headers = new List<(string Name, string Value)>();
        JsonNode? body = null;
        foreach (var argument in operation.Arguments.Where(a => arguments.ContainsKey(a.Name)))
        {
            var value = arguments[argument.Name];
            switch (argument.Place)
            {
                case ArgumentPlace.Path:
                    var inserted = Simple(argument, value, Uri.EscapeDataString);
                    if (inserted.Length == 0 || LeavesItsPlace(Simple(argument, value, v => v)))
                    {
                        return (null, $"{argument.Name} is {(inserted.Length == 0 ? "empty" : "a path that leads elsewhere")}. Call again with a plain value.");
                    }

                    path = path.Replace($"{{{argument.Target}}}", inserted, StringComparison.Ordinal);
                    break;
                case ArgumentPlace.Query:
                    query.AddRange(Query(argument, value));
                    break;
                case ArgumentPlace.Header:
                    var header = Simple(argument, value, v => v);
                    if (!header.All(c => c is >= ' ' and <= '~'))
                    {
                        return (null, $"{argument.Name} goes into a header, which takes plain ASCII alone. Call again with such a value.");
                    }

                    headers.Add((argument.Target!, header));
                    break;
                default:
                    body = argument.Target is null ? value?.DeepClone() : With(body, argument.Target, value);
                    break;
            }
        }

        // The template may hold dots too, or two values side by side become them.
        var uri = new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + path + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
        if (LeavesItsPlace(path) || !uri.GetLeftPart(UriPartial.Path).StartsWith(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/", StringComparison.Ordinal))
        {
            return (null, "the arguments make a path that leads elsewhere. Call again with plain values.");
        }

        var request = new HttpRequestMessage(operation.Method, uri);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Dispose();
                return (null, $"the service wants a header '{ToolText.Name(name)}', which cannot be sent. Do without it.");
            }
        }

        if (body is not null || operation.RequiresBody)
        {
            request.Content = new StringContent(body?.ToJsonString() ?? "{}", Encoding.UTF8, "application/json");
        }

        return (request, null);
    }

    // Servers and proxies decode once, some twice, before they take dots for a way up.
    private static bool LeavesItsPlace(string path)
    {
        for (var decoded = path; ; path = decoded)
        {
            if (path.Split('/', '\\').Any(s => s.Split(';')[0].Trim() is "." or "..") || path.Any(char.IsControl))
            {
                return true;
            }

            decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
            {
                return false;
            }
        }
    }

    private static string Simple(OperationArgument argument, JsonNode? value, Func<string, string> encode) => value switch
    {
        _ when argument.IsJson => encode(value?.ToJsonString() ?? "null"),
        JsonArray list => string.Join(',', list.Select(v => encode(Text(v)))),
        JsonObject map => string.Join(',', map.Select(p => $"{encode(p.Key)}{(argument.Explode ? '=' : ',')}{encode(Text(p.Value))}")),
        _ => encode(Text(value)),
    };

    private static IEnumerable<string> Query(OperationArgument argument, JsonNode? value)
    {
        var name = Uri.EscapeDataString(argument.Target!);
        var separator = argument.Style switch { ParameterStyle.SpaceDelimited => "%20", ParameterStyle.PipeDelimited => "%7C", _ => "," };
        return value switch
        {
            _ when argument.IsJson => [$"{name}={Uri.EscapeDataString(value?.ToJsonString() ?? "null")}"],
            JsonArray list when argument.Explode => list.Select(v => $"{name}={Encoded(v)}"),
            JsonArray list => [$"{name}={string.Join(separator, list.Select(Encoded))}"],
            JsonObject map when argument.Style == ParameterStyle.DeepObject => map.Select(p => $"{name}%5B{Uri.EscapeDataString(p.Key)}%5D={Encoded(p.Value)}"),
            JsonObject map when argument.Explode => map.Select(p => $"{Uri.EscapeDataString(p.Key)}={Encoded(p.Value)}"),
            JsonObject map => [$"{name}={string.Join(separator, map.SelectMany(p => new[] { Uri.EscapeDataString(p.Key), Encoded(p.Value) }))}"],
            _ => [$"{name}={Encoded(value)}"],
        };

        static string Encoded(JsonNode? v) => Uri.EscapeDataString(Text(v));
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => (string)text!,
        _ => value.ToJsonString(),
    };

    private static JsonObject With(JsonNode? body, string property, JsonNode? value)
    {
        var written = body as JsonObject ?? [];
        written[property] = value?.DeepClone();
        return written;
    }
}
