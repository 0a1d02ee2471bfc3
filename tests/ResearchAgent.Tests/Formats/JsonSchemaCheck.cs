using System.Text.Json;
using System.Text.RegularExpressions;

namespace ResearchAgent.Tests.Formats;

/// <summary>As much of JSON Schema draft 7 as our schema uses; a keyword that it does not know is an error.</summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> Annotations = ["$schema", "definitions", "title", "description"];

    /// <summary>What is wrong, one line each; empty when valid.</summary>
    public IReadOnlyList<string> Errors(JsonElement value) => [.. Errors(root, value, "$")];

    private IEnumerable<string> Errors(JsonElement schema, JsonElement value, string path) =>
        schema.EnumerateObject().Where(k => !Annotations.Contains(k.Name)).SelectMany(k => Errors(k.Name, k.Value, schema, value, path));

    private IEnumerable<string> Errors(string keyword, JsonElement rule, JsonElement schema, JsonElement value, string path) => keyword switch
    {
        "$ref" => Errors(Definition(rule.GetString()!), value, path),
        "oneOf" => OneOf(rule, value, path),
        "const" => When(!JsonElement.DeepEquals(rule, value), $"{path} is not {rule}"),
        "enum" => When(!rule.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)), $"{path} is not one of {rule}"),
        "type" => When(!HasType(rule.GetString()!, value), $"{path} is not of type {rule}"),
        "pattern" => When(value.ValueKind == JsonValueKind.String && !Regex.IsMatch(value.GetString()!, rule.GetString()!), $"{path} does not match {rule}"),
        "minimum" => When(value.ValueKind == JsonValueKind.Number && value.GetDouble() < rule.GetDouble(), $"{path} is below {rule}"),
        "maximum" => When(value.ValueKind == JsonValueKind.Number && value.GetDouble() > rule.GetDouble(), $"{path} is above {rule}"),
        "maxItems" => When(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > rule.GetInt32(), $"{path} has more than {rule} items"),
        "required" => value.ValueKind != JsonValueKind.Object ? [] :
            rule.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString()!, out _)).Select(n => $"{path} lacks {n}"),
        "properties" => value.ValueKind != JsonValueKind.Object ? [] :
            rule.EnumerateObject().Where(p => value.TryGetProperty(p.Name, out _)).SelectMany(p => Errors(p.Value, value.GetProperty(p.Name), $"{path}.{p.Name}")),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object ? [] :
            value.EnumerateObject().Where(p => !schema.GetProperty("properties").TryGetProperty(p.Name, out _)).Select(p => $"{path}.{p.Name} is unknown"),
        "dependentSchemas" => rule.EnumerateObject().Where(p => value.TryGetProperty(p.Name, out _)).SelectMany(p => Errors(p.Value, value, path)),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, i) => Errors(rule, item, $"{path}[{i}]")),
        _ => throw new NotSupportedException($"Keyword {keyword} at {path}."),
    };

    private IEnumerable<string> OneOf(JsonElement schemas, JsonElement value, string path)
    {
        var results = schemas.EnumerateArray().Select(s => Errors(s, value, path).ToList()).ToList();
        return When(results.Count(r => r.Count == 0) != 1, $"{path} fits not exactly one: {string.Join("; ", results.SelectMany(r => r))}");
    }

    private JsonElement Definition(string reference) => root.GetProperty("definitions").GetProperty(reference["#/definitions/".Length..]);

    private static bool HasType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"Type {type}."),
    };

    private static IEnumerable<string> When(bool isWrong, string error) => isWrong ? [error] : [];
}
