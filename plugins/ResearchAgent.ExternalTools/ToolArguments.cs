using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;

namespace ResearchAgent.ExternalTools;

/// <summary>The arguments of a call as its tool declares them. What a small model gets wrong comes back as words it can act on.</summary>
internal static class ToolArguments
{
    /// <returns>The error, or null. Arguments that the tool does not declare are left out: a host may keep its own among them.</returns>
    public static string? Read(string tool, IReadOnlyList<ToolParameter> parameters, KernelArguments given, out JsonObject arguments)
    {
        arguments = [];
        foreach (var parameter in parameters)
        {
            JsonNode? value;
            try
            {
                value = Node(given.GetValueOrDefault(parameter.Name));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
            {
                // Half a surrogate pair, or an object that is no data.
                return $"Error: {parameter.Name} cannot be read. Call {tool} again with {parameter.Name} as plain JSON.";
            }

            if (value is not null)
            {
                arguments[parameter.Name] = Fit(value, TypesOf(parameter.Schema));
            }
            else if (parameter.IsRequired && !TypesOf(parameter.Schema).Contains("null"))
            {
                return $"Error: {tool} was called without {parameter.Name}. Call again with {parameter.Name}{(parameter.Description.Length > 0 ? $": {parameter.Description}" : ".")}";
            }
            else if (parameter.IsRequired)
            {
                arguments[parameter.Name] = null;
            }
        }

        return null;
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Undefined } => null,
        JsonNode node => node.DeepClone(),
        string text => JsonValue.Create(text),
        _ => JsonSerializer.SerializeToNode(value),
    };

    // Text that stands for a number, a list or the like, and a number where text is wanted: the letter was wrong, not the meaning.
    private static JsonNode Fit(JsonNode value, IReadOnlyList<string> types)
    {
        if (types.Count == 0 || types.Contains(TypeOf(value)) || (TypeOf(value) == "integer" && types.Contains("number")))
        {
            return value;
        }

        if (value.GetValueKind() != JsonValueKind.String)
        {
            return types.Contains("string") ? JsonValue.Create(value.ToJsonString()) : value;
        }

        try
        {
            return JsonNode.Parse((string)value!) is { } parsed && (types.Contains(TypeOf(parsed)) || (TypeOf(parsed) == "integer" && types.Contains("number"))) ? parsed : value;
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static string TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == Math.Truncate(number) ? "integer" : "number",
        _ => "null",
    };

    private static IReadOnlyList<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => [.. types.Select(t => (string)t!)],
        { } type => [(string)type!],
        _ => [],
    };
}
