using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using ResearchAgent.Plugins;

namespace ResearchAgent.McpServer.Calling;

/// <summary>The arguments of a tool as a record: their schema, and how they are read from what a model sends.</summary>
internal static class ToolArguments
{
    /// <summary>Names as they are written in JSON: year_from. What has no default must be there.</summary>
    public static JsonSerializerOptions Json { get; } = CreateOptions();

    /// <summary>What a tool takes. An argument that may be left out is not said to be null too: not every client knows unions of types.</summary>
    public static JsonElement Schema(Type type)
    {
        var schema = DataSchema(type).Deserialize<JsonObject>()!;
        foreach (var (_, parameter) in schema["properties"]!.AsObject())
        {
            var argument = parameter!.AsObject();
            if (argument["type"] is JsonArray types)
            {
                argument["type"] = types.First(t => (string)t! != "null")!.DeepClone();
            }

            if (argument["enum"] is JsonArray names)
            {
                argument["enum"] = new JsonArray([.. names.OfType<JsonNode>().Select(n => n.DeepClone())]);
            }

            if (argument.TryGetPropertyValue("default", out var value) && value is null)
            {
                argument.Remove("default");
            }
        }

        return JsonSerializer.SerializeToElement(schema);
    }

    /// <summary>What a tool gives: what may be null says so.</summary>
    public static JsonElement DataSchema(Type type) => AIJsonUtilities.CreateJsonSchema(type, serializerOptions: Json);

    /// <returns>The arguments, or what is wrong with them.</returns>
    public static (T? Arguments, Refusal? Problem) Read<T>(string tool, JsonElement schema, IEnumerable<KeyValuePair<string, JsonElement>> given)
        where T : class
    {
        var parameters = Json.GetTypeInfo(typeof(T)).Properties;
        var read = new JsonObject();
        foreach (var (name, value) in given)
        {
            if (parameters.FirstOrDefault(p => Plain(p.Name) == Plain(name)) is not { } parameter)
            {
                return (null, Refusal.Of($"{tool} has no argument {Input.Echo(name)}. It takes: {string.Join(", ", parameters.Select(p => p.Name))}."));
            }

            if (Argument.Text(value) is not { } text || (parameter.PropertyType != typeof(string) && string.IsNullOrWhiteSpace(text)))
            {
                continue;
            }

            var converted = IsList(parameter.PropertyType) ? List(value, text) : Argument.Read(text, parameter.PropertyType);
            if (converted is null)
            {
                return (null, Refusal.Of($"{parameter.Name} is {Input.Echo(text)}. Call again with {Argument.Wanted(parameter.PropertyType)}: {Description(schema, parameter.Name)}"));
            }

            read[parameter.Name] = JsonSerializer.SerializeToNode(converted, converted.GetType(), Json);
        }

        return parameters.FirstOrDefault(p => IsRequired(p) && !read.ContainsKey(p.Name)) is { } missing
            ? (null, Refusal.Of($"{tool} was called without {missing.Name}. Call again with {missing.Name}: {Description(schema, missing.Name)}"))
            : (read.Deserialize<T>(Json), null);
    }

    // A list as it should be, a text that holds one, or its items with a semicolon between them.
    private static List<string> List(JsonElement value, string text)
    {
        if (value.ValueKind != JsonValueKind.Array && text.AsSpan().TrimStart() is ['[', ..])
        {
            try
            {
                value = JsonSerializer.Deserialize<JsonElement>(text);
            }
            catch (JsonException)
            {
                // "[Wang2023PlanAndSolve]" is a key in brackets.
            }
        }

        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(i => Argument.Text(i) ?? "") : text.Split([';', '\n']);
        return [.. items.Select(i => i.Trim()).Where(i => i.Length > 0)];
    }

    private static string Description(JsonElement schema, string parameter) =>
        schema.GetProperty("properties").GetProperty(parameter) is { ValueKind: JsonValueKind.Object } property && property.TryGetProperty("description", out var description) ? description.GetString()! : parameter;

    private static bool IsRequired(JsonPropertyInfo parameter) => parameter.AssociatedParameter is { HasDefaultValue: false };

    private static bool IsList(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
