using System.Text.Json;
using System.Text.Json.Nodes;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.ExternalTools;

/// <summary>
/// A server's JSON schema in the plain subset that grammars and small models bear: types, properties, items, choices,
/// whole bounds and lengths, descriptions. References are written out. What is left out admits more, never less; the
/// server checks the arguments itself.
/// </summary>
/// <param name="root">What references point into.</param>
internal sealed class ToolSchema(JsonElement root)
{
    // As deep as fits into so many characters: much more would fill the context of a small model.
    private const int MaxLength = 6_000;
    private const int MaxParts = 400;

    private const int MaxValues = 100;
    private const int MaxValueLength = 200;
    private const int MaxRepetitions = 1000;

    // Fifteen digits: whole numbers that a double holds exactly. A bound beyond them bounds nothing.
    private const double MaxBound = 999_999_999_999_999;

    private static readonly string[] Types = ["object", "array", "string", "integer", "number", "boolean", "null"];
    private static readonly string[] FixedFormats = ["date", "time", "date-time", "uuid"];

    // References may multiply: ten of ten of ten. What comes after the last part is "anything".
    private int _partsLeft;

    /// <summary>References that are being written out: one within itself is "anything".</summary>
    private readonly HashSet<string> _open = [];

    public JsonObject Plain(JsonElement schema)
    {
        JsonObject plain = [];
        foreach (var depth in (int[])[12, 8, 6, 5, 4, 3, 2])
        {
            _partsLeft = MaxParts;
            plain = Plain(schema, depth);
            if (plain.ToJsonString().Length <= MaxLength)
            {
                break;
            }
        }

        return plain;
    }

    /// <summary>The properties of a schema of an object.</summary>
    public static IReadOnlyList<ToolParameter> Parameters(JsonObject plain)
    {
        var required = plain["required"]?.AsArray().Select(n => (string)n!).ToHashSet() ?? [];
        return [.. (plain["properties"]?.AsObject() ?? []).Select(p => new ToolParameter(p.Key, required.Contains(p.Key), (JsonObject)p.Value!.DeepClone()))];
    }

    private JsonObject Plain(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth == 0 || --_partsLeft < 0)
        {
            return [];
        }

        var plain = Text(schema, "$ref") is { } reference ? Target(reference, depth)
            : Choices(schema) is { } choices ? choices
            : Has(schema, "allOf", JsonValueKind.Array, out var parts) ? Merged(parts.EnumerateArray().Append(Without(schema, "allOf")), depth)
            : Alternatives(schema, depth) ?? Typed(schema, depth);
        if (ToolText.Description(Text(schema, "description") ?? Text(schema, "title")) is { Length: > 0 } description)
        {
            plain["description"] = description;
        }

        if (schema.TryGetProperty("default", out var value) && IsPlain(value) && value.ValueKind != JsonValueKind.Null)
        {
            plain["default"] = JsonNode.Parse(value.GetRawText());
        }

        return plain;
    }

    private JsonObject Target(string reference, int depth)
    {
        if (Resolve(reference) is not { } target || !_open.Add(reference))
        {
            return [];
        }

        var plain = Plain(target, depth - 1);
        _open.Remove(reference);
        return plain;
    }

    private JsonElement? Resolve(string reference)
    {
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        var target = root;
        foreach (var step in reference.Split('/').Skip(1))
        {
            // RFC 6901
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
            {
                return null;
            }
        }

        return target;
    }

    private static JsonObject? Choices(JsonElement schema)
    {
        List<JsonElement> values = Has(schema, "enum", JsonValueKind.Array, out var list) ? [.. list.EnumerateArray()]
            : schema.TryGetProperty("const", out var only) ? [only]
            : [];
        List<JsonNode?> plain = [.. values.Where(IsPlain).Take(MaxValues).DistinctBy(v => v.GetRawText()).Select(v => JsonNode.Parse(v.GetRawText()))];
        return plain.Count == 0 ? null
            : plain.TrueForAll(v => v?.GetValueKind() == JsonValueKind.String) ? new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. plain]) }
            : new JsonObject { ["enum"] = new JsonArray([.. plain]) };
    }

    private JsonObject Merged(IEnumerable<JsonElement> parts, int depth)
    {
        var merged = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(), ["required"] = new JsonArray() };
        var hasObjects = false;
        JsonObject? other = null;
        foreach (var part in parts.Select(p => Plain(p, depth - 1)))
        {
            if ((string?)part["type"] is not "object" and not null || part.ContainsKey("anyOf") || part.ContainsKey("enum"))
            {
                other ??= part;
            }

            foreach (var (name, schema) in part["properties"]?.AsObject() ?? [])
            {
                merged["properties"]![name] = schema!.DeepClone();
                hasObjects = true;
            }

            foreach (var name in part["required"]?.AsArray() ?? [])
            {
                merged["required"]!.AsArray().Add(name!.DeepClone());
            }
        }

        return hasObjects ? Tidied(merged) : other ?? [];
    }

    private JsonObject? Alternatives(JsonElement schema, int depth)
    {
        var beside = schema.TryGetProperty("properties", out _) || Text(schema, "type") is not (null or "object");
        if (beside || !(Has(schema, "anyOf", JsonValueKind.Array, out var list) || Has(schema, "oneOf", JsonValueKind.Array, out list)))
        {
            return null;
        }

        List<JsonNode> alternatives = [.. list.EnumerateArray().Select(a => Plain(a, depth - 1))];
        return alternatives.Count > 0 && alternatives.TrueForAll(a => a.AsObject().ContainsKey("type") || a.AsObject().ContainsKey("enum") || a.AsObject().ContainsKey("anyOf"))
            ? new JsonObject { ["anyOf"] = new JsonArray([.. alternatives]) }
            : null;
    }

    private JsonObject Typed(JsonElement schema, int depth)
    {
        var types = TypesOf(schema);
        var plain = new JsonObject();
        if (types.Count > 0)
        {
            plain["type"] = types.Count == 1 ? types[0] : new JsonArray([.. types.Select(t => JsonValue.Create(t))]);
        }

        if (types.Contains("object"))
        {
            AddProperties(plain, schema, depth);
        }

        if (types.Contains("array"))
        {
            if (Has(schema, "items", JsonValueKind.Object, out var items))
            {
                plain["items"] = Plain(items, depth - 1);
            }

            AddCounts(plain, schema, "minItems", "maxItems");
        }

        if (types.Contains("string"))
        {
            if (Text(schema, "format") is { Length: <= 40 } format && SingleLine.Of(format) == format)
            {
                plain["format"] = format;
            }

            if (!FixedFormats.Contains((string?)plain["format"]))
            {
                AddCounts(plain, schema, "minLength", "maxLength");
            }
        }

        if (types.Contains("integer") || types.Contains("number"))
        {
            AddBounds(plain, schema);
        }

        return plain;
    }

    private static List<string> TypesOf(JsonElement schema)
    {
        List<string?> declared = !schema.TryGetProperty("type", out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.ToString())]
            : [type.ToString()];
        List<string> types = [.. declared.OfType<string>().Where(Types.Contains).Distinct()];
        return types.Count > 0 ? types
            : schema.TryGetProperty("properties", out _) ? ["object"]
            : schema.TryGetProperty("items", out _) ? ["array"]
            : [];
    }

    private void AddProperties(JsonObject plain, JsonElement schema, int depth)
    {
        var properties = new JsonObject();
        foreach (var property in Has(schema, "properties", JsonValueKind.Object, out var declared) ? declared.EnumerateObject() : default)
        {
            // What the server alone sets is no argument.
            if (property.Value.ValueKind != JsonValueKind.Object || !Has(property.Value, "readOnly", JsonValueKind.True, out _))
            {
                properties[property.Name] = Plain(property.Value, depth - 1);
            }
        }

        if (properties.Count > 0)
        {
            plain["properties"] = properties;
            plain["required"] = Has(schema, "required", JsonValueKind.Array, out var required) ? new JsonArray([.. required.EnumerateArray().Select(n => JsonValue.Create(n.ToString()))]) : [];
            Tidied(plain);
        }
        else if (Has(schema, "additionalProperties", JsonValueKind.Object, out var values))
        {
            plain["additionalProperties"] = Plain(values, depth - 1);
        }
    }

    // "required" names properties that are there, once.
    private static JsonObject Tidied(JsonObject plain)
    {
        var properties = plain["properties"]!.AsObject();
        List<string> required = [.. plain["required"]!.AsArray().Select(n => (string)n!).Where(properties.ContainsKey).Distinct()];
        plain.Remove("required");
        if (required.Count > 0)
        {
            plain["required"] = new JsonArray([.. required.Select(n => JsonValue.Create(n))]);
        }

        return plain;
    }

    private static void AddCounts(JsonObject plain, JsonElement schema, string least, string most)
    {
        var (min, max) = (Count(least), Count(most));
        if (max is null || !(min > max))
        {
            Set(plain, least, min);
            Set(plain, most, max);
        }

        int? Count(string keyword) => Has(schema, keyword, JsonValueKind.Number, out var value) && value.TryGetInt32(out var count) && count is >= 0 and <= MaxRepetitions ? count : null;
    }

    private static void AddBounds(JsonObject plain, JsonElement schema)
    {
        foreach (var keyword in (string[])["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        {
            if (Has(schema, keyword, JsonValueKind.Number, out var value) && value.TryGetDouble(out var number) && Math.Abs(number) <= MaxBound && number == Math.Truncate(number))
            {
                Set(plain, keyword, (long)number);
            }
        }
    }

    private static void Set(JsonObject plain, string keyword, long? value)
    {
        if (value is not null)
        {
            plain[keyword] = value;
        }
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: <= MaxValueLength } text && SingleLine.Of(text) == text,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => value.GetRawText().Length <= MaxValueLength,
        _ => false,
    };

    private static JsonElement Without(JsonElement schema, string keyword) =>
        JsonSerializer.SerializeToElement(schema.EnumerateObject().Where(p => p.Name != keyword).DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value));

    private static string? Text(JsonElement schema, string keyword) => Has(schema, keyword, JsonValueKind.String, out var value) ? value.GetString() : null;

    private static bool Has(JsonElement schema, string keyword, JsonValueKind kind, out JsonElement value) =>
        schema.TryGetProperty(keyword, out value) && value.ValueKind == kind;
}
