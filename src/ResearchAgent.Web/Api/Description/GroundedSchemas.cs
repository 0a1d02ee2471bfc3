using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Api.Description;

/// <summary>The schema of grounded texts, which is a file of its own, as components of the OpenAPI document.</summary>
internal static class GroundedSchemas
{
    public const string Any = "GroundedText";

    private const string Prefix = "Grounded";

    /// <summary>Our own shapes that hold a grounded text, which the generator knows as any JSON.</summary>
    public static IEnumerable<(Type Type, string Property, string Definition)> Holders { get; } =
    [
        .. typeof(GroundedSchemas).Assembly.GetTypes()
            .SelectMany(t => t.GetProperties().Select(p => (Type: t, Property: p, Grounded: p.GetCustomAttribute<GroundedSchemaAttribute>())))
            .Where(h => h.Grounded is not null)
            .Select(h => (h.Type, JsonNamingPolicy.CamelCase.ConvertName(h.Property.Name), h.Grounded!.Definition)),
    ];

    public static string NameOf(string definition) => Prefix + char.ToUpperInvariant(definition[0]) + definition[1..];

    /// <summary>A document that holds nothing but these components.</summary>
    public static OpenApiDocument Read()
    {
        var schema = JsonNode.Parse(JsonFormat.Schema())!.AsObject();
        var components = new JsonObject { [Any] = new JsonObject { ["description"] = schema["description"]!.DeepClone(), ["oneOf"] = Renamed(schema["oneOf"]!) } };
        foreach (var (name, definition) in schema["definitions"]!.AsObject())
        {
            components[NameOf(name)] = Renamed(definition!);
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = Any, ["version"] = "1" },
            ["paths"] = new JsonObject(),
            ["components"] = new JsonObject { ["schemas"] = components },
        };
        return OpenApiDocument.Parse(document.ToJsonString(), OpenApiConstants.Json).Document!;
    }

    private static JsonNode Renamed(JsonNode node)
    {
        var copy = node.DeepClone();
        Rename(copy);
        return copy;
    }

    private static void Rename(JsonNode? node)
    {
        const string definitions = "#/definitions/";
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Rename(item);
            }
        }
        else if (node is JsonObject members)
        {
            if (members["$ref"] is JsonValue reference && reference.GetValue<string>() is var target && target.StartsWith(definitions, StringComparison.Ordinal))
            {
                members["$ref"] = "#/components/schemas/" + NameOf(target[definitions.Length..]);
            }

            foreach (var (_, value) in members)
            {
                Rename(value);
            }
        }
    }
}
