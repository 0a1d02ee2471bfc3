using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace ResearchAgent.ExternalTools.OpenApi;

/// <summary>Reads the operations of an OpenAPI document: 2.0, 3.0, 3.1 or 3.2, JSON or YAML. Nothing that it refers to is fetched.</summary>
internal sealed partial class OperationReader
{
    private const string Json = "application/json";

    // Set by the client or by the settings, never by a model.
    private static readonly string[] OwnHeaders = ["Accept", "Content-Type", "Content-Length", "Authorization", "Host", "Connection", "Cookie", "Transfer-Encoding", "Expect", "Upgrade", "TE", "Trailer"];

    private readonly JsonElement _root;
    private readonly string _keyHeader;

    private OperationReader(JsonElement root, string keyHeader) => (_root, _keyHeader) = (root, keyHeader);

    /// <param name="keyHeader">The header of the key, which no argument may set.</param>
    /// <returns>The operations, and where the document says the service is.</returns>
    /// <exception cref="ExternalToolException">The file is missing or no OpenAPI document.</exception>
    public static async Task<(IReadOnlyList<Operation> Operations, string? Address)> ReadAsync(string server, string path, string keyHeader, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            var settings = new OpenApiReaderSettings { LoadExternalRefs = false };
            settings.AddYamlReader();
            var (document, diagnostic) = OpenApiDocument.Load(new MemoryStream(bytes), settings: settings);
            if (document?.Paths is not { Count: > 0 } paths)
            {
                throw new ExternalToolException(server, $"'{path}' describes no operations{(diagnostic?.Errors.FirstOrDefault() is { } error ? $" ({ToolText.Description(error.Message).TrimEnd('.')})" : "")}. Set Document to an OpenAPI document.");
            }

            var root = JsonSerializer.Deserialize<JsonElement>(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken));
            var reader = new OperationReader(root, keyHeader);
            return ([.. paths.SelectMany(p => (p.Value.Operations ?? []).Select(o => reader.Read(p.Key, p.Value, o.Key, o.Value)))], document.Servers?.FirstOrDefault()?.Url);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExternalToolException(server, $"the document '{path}' cannot be read ({e.Message.TrimEnd('.')}). Set Document to an OpenAPI document; a relative path starts from the library's folder.", e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ExternalToolException))
        {
            // The reader has no one kind of exception for what it cannot read.
            throw new ExternalToolException(server, $"'{path}' is no OpenAPI document ({ToolText.Description(e.Message).TrimEnd('.')}). Set Document to one, as JSON or YAML.", e);
        }
    }

    private Operation Read(string path, IOpenApiPathItem item, HttpMethod method, OpenApiOperation operation)
    {
        var arguments = new List<OperationArgument>();
        var problem = path.StartsWith('/') ? null : "its path does not begin with /";

        // An operation's own parameter takes the place of its path's.
        var parameters = (operation.Parameters ?? []).Concat(item.Parameters ?? []).DistinctBy(p => (p.Name, p.In)).ToList();
        foreach (var parameter in parameters)
        {
            var (argument, why) = Argument(parameter, arguments);
            problem ??= why;
            if (argument is not null)
            {
                arguments.Add(argument);
            }
        }

        problem ??= TemplateVariable().Matches(path).Select(m => m.Groups[1].Value).FirstOrDefault(v => !arguments.Exists(a => a.Place == ArgumentPlace.Path && a.Target == v)) is { } variable
            ? $"its path has '{{{ToolText.Name(variable)}}}', and no parameter of that name"
            : null;
        problem ??= AddBody(operation.RequestBody, arguments);
        var name = string.IsNullOrWhiteSpace(operation.OperationId) ? NameOf(method, path) : operation.OperationId;
        var description = string.Join(" ", new[] { operation.Summary?.TrimEnd('.') + ".", operation.Description }.Where(t => t is { Length: > 1 }));
        return new Operation(name, ToolText.Description(description), method, path, arguments, operation.RequestBody?.Required is true, problem);
    }

    private static string NameOf(HttpMethod method, string path) =>
        $"{method.Method.ToLowerInvariant()}_{NotInName().Replace(path, "_").Trim('_')}".TrimEnd('_');

    private (OperationArgument? Argument, string? Problem) Argument(IOpenApiParameter parameter, List<OperationArgument> taken)
    {
        if (parameter.Name is not { Length: > 0 } name || parameter.In is not { } location)
        {
            return (null, "one of its parameters refers to what is not in the document");
        }

        if (location == ParameterLocation.Header && (OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || name.Equals(_keyHeader, StringComparison.OrdinalIgnoreCase)))
        {
            return (null, null);
        }

        var required = parameter.Required || location == ParameterLocation.Path;
        var place = location switch { ParameterLocation.Path => ArgumentPlace.Path, ParameterLocation.Query => ArgumentPlace.Query, ParameterLocation.Header => ArgumentPlace.Header, _ => (ArgumentPlace?)null };
        var style = parameter.Style ?? (location == ParameterLocation.Query ? ParameterStyle.Form : ParameterStyle.Simple);
        var isKnown = place == ArgumentPlace.Query
            ? style is ParameterStyle.Form or ParameterStyle.DeepObject or ParameterStyle.SpaceDelimited or ParameterStyle.PipeDelimited
            : style == ParameterStyle.Simple;
        if (place is null || !isKnown)
        {
            return (null, required ? $"its parameter '{ToolText.Name(name)}' goes into the {location} as {style}, which is not supported" : null);
        }

        var content = parameter.Content?.FirstOrDefault(c => IsJson(c.Key)).Value;
        return (new OperationArgument(Free(name, location.ToString().ToLowerInvariant(), taken), name, place.Value, required, Plain(parameter.Schema ?? content?.Schema, parameter.Description))
        {
            Style = style,
            Explode = parameter.Explode,
            IsJson = parameter.Schema is null && content is not null,
        }, null);
    }

    private string? AddBody(IOpenApiRequestBody? body, List<OperationArgument> arguments)
    {
        if (body is null)
        {
            return null;
        }

        if (body.Content?.FirstOrDefault(c => IsJson(c.Key)).Value is not { } media)
        {
            return body.Required ? $"its body is {ToolText.Names(body.Content?.Keys ?? [])}, and only {Json} can be sent" : null;
        }

        var schema = Plain(media.Schema, body.Description);
        var properties = ToolSchema.Parameters(schema);
        if (properties.Count == 0)
        {
            arguments.Add(new OperationArgument(Free("body", "whole", arguments), null, ArgumentPlace.Body, body.Required, schema));
        }

        foreach (var property in properties)
        {
            // Without a body none of its properties is required.
            arguments.Add(new OperationArgument(Free(property.Name, "body", arguments), property.Name, ArgumentPlace.Body, property.IsRequired && body.Required, property.Schema));
        }

        return null;
    }

    private static string Free(string name, string place, List<OperationArgument> taken) =>
        taken.Exists(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ? $"{place}_{name}" : name;

    private JsonObject Plain(IOpenApiSchema? schema, string? description)
    {
        if (schema is null)
        {
            return [];
        }

        using var text = new StringWriter();
        schema.SerializeAsV31(new OpenApiJsonWriter(text));
        var plain = new ToolSchema(_root).Plain(JsonSerializer.Deserialize<JsonElement>(text.ToString()));
        if (ToolText.Description(description) is { Length: > 0 } own)
        {
            plain["description"] = own;
        }

        return plain;
    }

    private static bool IsJson(string mediaType) =>
        mediaType.Split(';')[0].Trim() is var type && (type.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex TemplateVariable();

    [GeneratedRegex("[^0-9A-Za-z]+")]
    private static partial Regex NotInName();
}
