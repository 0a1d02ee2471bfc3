using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>Writes the rules for one schema into a grammar.</summary>
/// <param name="root">What references point into.</param>
/// <param name="prefix">Of the names of rules, to tell schemas in one grammar apart, and from the rules of JSON itself.</param>
internal sealed class SchemaRules(GrammarBuilder grammar, JsonElement root, string prefix)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HashSet<string> Annotations =
    [
        "title", "description", "default", "examples", "$schema", "$id", "$comment", "$defs", "definitions", "deprecated", "readOnly", "writeOnly", "format", "contentMediaType", "contentEncoding",
        "condition", // Semantic Kernel's, in the schema of every function: its description once more.
    ];

    private static readonly Dictionary<string, string[]> KeywordsOfTypes = new()
    {
        ["object"] = ["properties", "required", "additionalProperties"],
        ["array"] = ["items", "prefixItems", "minItems", "maxItems"],
        ["string"] = ["minLength", "maxLength", "pattern"],
        ["integer"] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        ["number"] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        ["boolean"] = [],
        ["null"] = [],
    };

    private static readonly HashSet<string> Combining = ["type", "nullable", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"];

    private static readonly Dictionary<string, JsonValueKind> Kinds = new()
    {
        ["properties"] = JsonValueKind.Object,
        ["required"] = JsonValueKind.Array,
        ["prefixItems"] = JsonValueKind.Array,
        ["allOf"] = JsonValueKind.Array,
        ["pattern"] = JsonValueKind.String,
        ["$ref"] = JsonValueKind.String,
    };

    private readonly Dictionary<string, string> _references = [];

    // References that are being read and between which nothing stands yet: one that comes again would go round for ever.
    private HashSet<string> _open = [];

    /// <returns>An expression: a name, or something in parentheses.</returns>
    public string Write(JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return JsonRules.Value(grammar);
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new UnsupportedSchemaException(path, schema.GetRawText(), "a schema is an object or true");
        }

        CheckKeywords(schema, path);
        var expression = Core(schema, path);
        return Has(schema, "nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True ? $"({expression} | {JsonRules.Null(grammar)})" : expression;
    }

    private string Core(JsonElement schema, string path)
    {
        if (Has(schema, "$ref", out var reference))
        {
            CheckBeside(schema, "$ref", path);
            return Reference(reference.GetString()!, path);
        }

        if (Has(schema, "const", out var constant))
        {
            return Values([constant], schema, "const", path);
        }

        if (Has(schema, "enum", out var values))
        {
            return Values(values.ValueKind == JsonValueKind.Array ? values.EnumerateArray() : [], schema, "enum", path);
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (Has(schema, keyword, out var alternatives))
            {
                return Alternatives(schema, alternatives, path, keyword);
            }
        }

        return Has(schema, "allOf", out var parts)
            ? Write(parts.GetArrayLength() == 1 && Beside(schema, "allOf") is null ? parts[0] : Merge([schema], path, "allOf"), path)
            : OfTypes(schema, path);
    }

    private static string Values(IEnumerable<JsonElement> values, JsonElement schema, string keyword, string path)
    {
        CheckBeside(schema, keyword, path, "type");
        var types = Has(schema, "type", out _) ? Types(schema, path) : null;
        var admitted = values.Where(v => types is null || types.Exists(t => IsOfType(v, t))).Select(Json).ToList();
        return admitted.Count > 0 ? $"({string.Join(" | ", admitted.Distinct())})" : throw new UnsupportedSchemaException(path, keyword, "it has no values, or none of the type");
    }

    private static bool IsOfType(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.GetDouble() is var number && number == Math.Truncate(number)),
        _ => type.Equals(value.ValueKind.ToString(), StringComparison.OrdinalIgnoreCase),
    };

    private string Alternatives(JsonElement schema, JsonElement alternatives, string path, string keyword)
    {
        if (alternatives.ValueKind != JsonValueKind.Array || alternatives.GetArrayLength() == 0)
        {
            throw new UnsupportedSchemaException(path, keyword, "it has no alternatives");
        }

        // What stands beside holds for each: so do types with derived ones declare what all of them have.
        var shared = Beside(schema, keyword) is null ? (JsonElement?)null
            : JsonSerializer.SerializeToElement(schema.EnumerateObject().Where(p => p.Name != keyword && Restricts(p)).DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value));
        return $"({string.Join(" | ", alternatives.EnumerateArray().Select((a, i) =>
            Write(shared is { } all ? Merge([all, a], path, keyword) : a, string.Create(CultureInfo.InvariantCulture, $"{path}/{keyword}/{i}"))))})";
    }

    private string Reference(string reference, string path)
    {
        if (_open.Contains(reference))
        {
            throw new UnsupportedSchemaException(path, "$ref", $"'{reference}' leads back to itself with nothing in between");
        }

        if (!_references.TryGetValue(reference, out var name))
        {
            var target = Resolve(reference, path);
            _references[reference] = name = grammar.NewName(prefix + reference.Split('/')[^1]);
            _open.Add(reference);
            grammar.Add(name, Write(target, reference));
            _open.Remove(reference);
        }

        return name;
    }

    private JsonElement Resolve(string reference, string path)
    {
        var target = root;
        if (reference != "#")
        {
            if (!reference.StartsWith("#/", StringComparison.Ordinal))
            {
                throw new UnsupportedSchemaException(path, "$ref", $"'{reference}' is outside the schema");
            }

            foreach (var step in reference[2..].Split('/'))
            {
                // RFC 6901
                var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
                var isThere = target.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < target.GetArrayLength()
                    ? (target = target[index]).ValueKind != JsonValueKind.Undefined
                    : target.ValueKind == JsonValueKind.Object && target.TryGetProperty(name, out target);
                if (!isThere)
                {
                    throw new UnsupportedSchemaException(path, "$ref", $"'{reference}' leads nowhere");
                }
            }
        }

        return target;
    }

    // Into one schema of an object with all the properties.
    private JsonElement Merge(IEnumerable<JsonElement> parts, string path, string keyword)
    {
        var properties = new Dictionary<string, JsonElement>();
        var required = new HashSet<string>();
        var closed = new List<HashSet<string>>();
        var followed = new HashSet<string>();
        foreach (var part in parts)
        {
            Add(part);
        }

        // A part that is closed admits no property of another.
        return closed.TrueForAll(names => properties.Keys.Concat(required).All(names.Contains))
            ? JsonSerializer.SerializeToElement(new { type = "object", properties, required })
            : throw new UnsupportedSchemaException(path, keyword, "a part with 'additionalProperties' lacks properties of the others");

        void Add(JsonElement part)
        {
            if (part.ValueKind == JsonValueKind.True)
            {
                return;
            }

            if (part.ValueKind != JsonValueKind.Object)
            {
                throw new UnsupportedSchemaException(path, keyword, $"{part.GetRawText()} in it is no object");
            }

            CheckKeywords(part, path);
            if (Has(part, "$ref", out var reference))
            {
                CheckBeside(part, "$ref", path);
                Add(followed.Add(reference.GetString()!) ? Resolve(reference.GetString()!, path) : throw new UnsupportedSchemaException(path, "$ref", $"'{reference}' leads back to itself"));
                return;
            }

            foreach (var inner in Has(part, "allOf", out var own) ? own.EnumerateArray() : default)
            {
                Add(inner);
            }

            AddObject(part);
        }

        void AddObject(JsonElement part)
        {
            var other = part.EnumerateObject().Where(Restricts).Select(p => p.Name).FirstOrDefault(n => n is not ("allOf" or "type" or "properties" or "required" or "additionalProperties"));
            if (other is not null || (Has(part, "type", out _) && !Types(part, path).Contains("object")))
            {
                throw new UnsupportedSchemaException(path, keyword, $"only objects can be put together, and '{other ?? "type"}' is there too");
            }

            var names = new HashSet<string>();
            foreach (var property in Has(part, "properties", out var own) ? own.EnumerateObject() : default)
            {
                names.Add(property.Name);
                if (!properties.TryAdd(property.Name, property.Value))
                {
                    throw new UnsupportedSchemaException(path, keyword, $"the property '{property.Name}' is declared twice");
                }
            }

            required.UnionWith(Required(part));
            if (Has(part, "additionalProperties", out var further) && further.ValueKind != JsonValueKind.True)
            {
                closed.Add(names);
            }
        }
    }

    private string OfTypes(JsonElement schema, string path)
    {
        var types = Types(schema, path);

        // What stands inside is not at the beginning any more.
        var open = _open;
        var expressions = new List<string>();
        foreach (var type in types)
        {
            _open = type is "object" or "array" ? [] : open;
            expressions.Add(OfType(type, schema, path));
        }

        _open = open;
        return expressions.Count == 1 ? expressions[0] : $"({string.Join(" | ", expressions)})";
    }

    private static List<string> Types(JsonElement schema, string path)
    {
        if (Has(schema, "type", out var type))
        {
            List<string> types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.ToString())] : [type.ToString()];
            return types.Count > 0 && types.TrueForAll(KeywordsOfTypes.ContainsKey) ? types : throw new UnsupportedSchemaException(path, "type", $"{type.GetRawText()} names no type of JSON");
        }

        // A schema that says what its properties are means an object, whatever the letter of the standard.
        var meant = KeywordsOfTypes.Where(t => t.Key != "integer" && t.Value.Any(k => Has(schema, k, out _))).Select(t => t.Key).ToList();
        return meant.Count > 0 ? meant : Has(schema, "format", out var format) && Format(format.ToString()) is not null ? ["string"] : ["any"];
    }

    private string OfType(string type, JsonElement schema, string path) => type switch
    {
        "object" => Object(schema, path),
        "array" => Array(schema, path),
        "string" => String(schema, path),
        "integer" => Bounds(schema, path) is { } range ? Integer(range, path) : $"({IntegerRange.Write(-IntegerRange.Most, IntegerRange.Most)})",
        "number" => Bounds(schema, path) is { } range ? Real(range, path) : JsonRules.Number(grammar),
        "boolean" => JsonRules.Boolean(grammar),
        "null" => JsonRules.Null(grammar),
        _ => JsonRules.Value(grammar),
    };

    private string Object(JsonElement schema, string path)
    {
        var required = Required(schema).ToHashSet();
        var properties = Has(schema, "properties", out var declared) ? declared.EnumerateObject().Select(p => (p.Name, Schema: (JsonElement?)p.Value)).ToList() : [];
        var isOpen = !Has(schema, "additionalProperties", out var further) || further.ValueKind == JsonValueKind.True;
        foreach (var name in required.Except(properties.Select(p => p.Name)).ToList())
        {
            properties.Add((name, isOpen ? null : further.ValueKind != JsonValueKind.False ? further : throw new UnsupportedSchemaException(path, "required", $"'{name}' is no property, and there are no further ones")));
        }

        if (properties.Count == 0)
        {
            return Map(schema, path);
        }

        var pairs = properties.Select(p =>
        {
            var value = p.Schema is { } own ? Write(own, $"{path}/properties/{p.Name}") : JsonRules.Value(grammar);
            return (Text: $"{GrammarBuilder.Literal(Quoted(p.Name) + ":")} {JsonRules.Space(grammar)} {grammar.Named(prefix + "value", value)}", IsRequired: required.Contains(p.Name));
        }).ToList();
        var comma = $"\",\" {JsonRules.Space(grammar)}";
        var first = pairs.FindIndex(p => p.IsRequired);
        string body;
        if (first >= 0)
        {
            // The comma belongs to what comes before the first required one, and else to what comes after.
            body = GrammarBuilder.Sequence(pairs.Select((p, i) => i < first ? $"({p.Text} {comma})?" : i == first ? p.Text : p.IsRequired ? $"{comma} {p.Text}" : $"({comma} {p.Text})?"));
        }
        else
        {
            // Any of them may be the first; what may come after each is written once.
            var firsts = new List<string>();
            var rest = "";
            foreach (var (text, _) in Enumerable.Reverse(pairs))
            {
                firsts.Insert(0, GrammarBuilder.Sequence(text, rest));
                rest = grammar.Named(prefix + "rest", GrammarBuilder.Sequence($"({comma} {text})?", rest));
            }

            body = $"({string.Join(" | ", firsts)})?";
        }

        return grammar.Add(grammar.NewName(prefix + "object"), $"\"{{\" {body} \"}}\"");
    }

    private string Map(JsonElement schema, string path)
    {
        if (!Has(schema, "additionalProperties", out var values) || values.ValueKind == JsonValueKind.False)
        {
            // An object of which nothing is said may hold anything; one that is closed holds nothing.
            return Has(schema, "properties", out _) || Has(schema, "additionalProperties", out _) ? "\"{}\"" : JsonRules.Object(grammar);
        }

        var pair = grammar.Named(prefix + "pair", $"{JsonRules.String(grammar)} \":\" {JsonRules.Space(grammar)} {Write(values, path + "/additionalProperties")}");
        return grammar.Add(grammar.NewName(prefix + "map"), $"\"{{\" ({JsonRules.List(grammar, pair)})? \"}}\"");
    }

    private string Array(JsonElement schema, string path)
    {
        var least = Count(schema, "minItems", path) ?? 0;
        var most = Count(schema, "maxItems", path);
        if (most < least || Math.Max(least, most ?? 0) > GrammarBuilder.MaxRepetitions)
        {
            throw new UnsupportedSchemaException(path, "maxItems", $"between {least} and {most} lies nothing, or more than {GrammarBuilder.MaxRepetitions}");
        }

        var comma = $"\",\" {JsonRules.Space(grammar)}";
        if (Has(schema, "prefixItems", out var prefixed))
        {
            // All of them and no more: that is within any bounds that admit the whole.
            List<string> items = [.. prefixed.EnumerateArray().Select((s, i) => Write(s, string.Create(CultureInfo.InvariantCulture, $"{path}/prefixItems/{i}")))];
            return least <= items.Count && (most ?? items.Count) >= items.Count
                ? grammar.Add(grammar.NewName(prefix + "tuple"), $"\"[\" {GrammarBuilder.Sequence(string.Join($" {comma} ", items))} \"]\"")
                : throw new UnsupportedSchemaException(path, "prefixItems", "they are not as many as minItems and maxItems ask for");
        }

        var item = Has(schema, "items", out var own) ? Write(own, path + "/items") : JsonRules.Value(grammar);
        if (most == 0)
        {
            return "\"[]\"";
        }

        item = grammar.Named(prefix + "item", item);
        var list = GrammarBuilder.Sequence(item, GrammarBuilder.Repeat($"({comma} {item})", Math.Max(0, least - 1), most - 1));
        return grammar.Add(grammar.NewName(prefix + "array"), least > 0 ? $"\"[\" {list} \"]\"" : $"\"[\" ({list})? \"]\"");
    }

    private string String(JsonElement schema, string path)
    {
        var least = Count(schema, "minLength", path) ?? 0;
        var most = Count(schema, "maxLength", path);
        if (most < least || least > GrammarBuilder.MaxRepetitions)
        {
            throw new UnsupportedSchemaException(path, "minLength", $"it is {least}: more than maxLength, or than {GrammarBuilder.MaxRepetitions}");
        }

        var hasPattern = Has(schema, "pattern", out var pattern);
        if (Has(schema, "format", out var format) && Format(format.ToString()) is var (rule, length))
        {
            return !hasPattern && least <= length && (most ?? length) >= length
                ? $"(\"\\\"\" {rule} \"\\\"\")"
                : throw new UnsupportedSchemaException(path, "format", $"it has {length} characters, which a length excludes or a pattern may");
        }

        if (hasPattern)
        {
            return least == 0 && most is null
                ? grammar.Add(grammar.NewName(prefix + "pattern"), $"\"\\\"\" {PatternGrammar.Write(grammar, pattern.GetString()!, path)} \"\\\"\"")
                : throw new UnsupportedSchemaException(path, "pattern", "together with a length it cannot be held to");
        }

        return least == 0 && most is null
            ? JsonRules.String(grammar)
            : $"(\"\\\"\" {GrammarBuilder.Sequence(GrammarBuilder.Repeat(JsonRules.Character(grammar), least, most is null ? null : Math.Min(most.Value, GrammarBuilder.MaxRepetitions)))} \"\\\"\")";
    }

    // Of RFC 3339. Without 29 February, which most years lack. Formats that are not here are text to us, as the standard allows.
    private static (string Rule, int Length)? Format(string format)
    {
        const string date = "[12] [0-9]{3} \"-\" ((\"0\" [13578] | \"1\" [02]) \"-\" (\"0\" [1-9] | [12] [0-9] | \"3\" [01]) | (\"0\" [469] | \"11\") \"-\" (\"0\" [1-9] | [12] [0-9] | \"30\") | \"02-\" (\"0\" [1-9] | \"1\" [0-9] | \"2\" [0-8]))";
        const string time = "([01] [0-9] | \"2\" [0-3]) \":\" [0-5] [0-9] \":\" [0-5] [0-9] \"Z\"";
        const string hex = "[0-9a-f]";
        return format switch
        {
            "date" => (date, 10),
            "time" => (time, 9),
            "date-time" => ($"{date} \"T\" {time}", 20),
            "uuid" => ($"{hex}{{8}} \"-\" {hex}{{4}} \"-\" {hex}{{4}} \"-\" {hex}{{4}} \"-\" {hex}{{12}}", 36),
            _ => null,
        };
    }

    private static string Integer(NumberBounds bounds, string path)
    {
        var low = bounds.ExcludesLow ? bounds.Low + 1 : bounds.Low;
        var high = bounds.ExcludesHigh ? bounds.High - 1 : bounds.High;
        return low <= high ? $"({IntegerRange.Write(low, high)})" : throw new UnsupportedSchemaException(path, "maximum", "no whole number lies between the bounds");
    }

    private static string Real(NumberBounds bounds, string path) =>
        bounds.Low < bounds.High || (bounds.Low == bounds.High && !bounds.ExcludesLow && !bounds.ExcludesHigh)
            ? $"({IntegerRange.WriteReal(bounds.Low, bounds.ExcludesLow, bounds.High, bounds.ExcludesHigh)})"
            : throw new UnsupportedSchemaException(path, "maximum", "no number lies between the bounds");

    private static NumberBounds? Bounds(JsonElement schema, string path)
    {
        var (low, excludesLow) = Bound("minimum", "exclusiveMinimum", -IntegerRange.Most, Math.Max);
        var (high, excludesHigh) = Bound("maximum", "exclusiveMaximum", IntegerRange.Most, Math.Min);
        return KeywordsOfTypes["number"].Any(k => Has(schema, k, out _)) ? new NumberBounds(low, excludesLow, high, excludesHigh) : null;

        (long, bool) Bound(string keyword, string exclusive, long otherwise, Func<long, long, long> stricter)
        {
            var included = Whole(keyword);
            var excluded = Whole(exclusive);
            return excluded is { } bound && stricter(bound, included ?? otherwise) == bound ? (bound, true) : (included ?? otherwise, false);
        }

        long? Whole(string keyword) => !Has(schema, keyword, out var value) ? null
            : value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && Math.Abs(number) <= IntegerRange.Most && number == Math.Truncate(number) ? (long)number
            : throw new UnsupportedSchemaException(path, keyword, $"{value.GetRawText()} is no whole number of at most 15 digits");
    }

    private static int? Count(JsonElement schema, string keyword, string path) => !Has(schema, keyword, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count
        : throw new UnsupportedSchemaException(path, keyword, $"{value.GetRawText()} is no count");

    private static IEnumerable<string> Required(JsonElement schema) =>
        Has(schema, "required", out var names) ? names.EnumerateArray().Select(n => n.ToString()) : [];

    // A keyword that restricts and is not known would be broken without a word.
    private static void CheckKeywords(JsonElement schema, string path)
    {
        foreach (var property in schema.EnumerateObject())
        {
            var isKnown = Annotations.Contains(property.Name) || Combining.Contains(property.Name) || KeywordsOfTypes.Values.Any(k => k.Contains(property.Name)) || property.Name.StartsWith("x-", StringComparison.Ordinal)
                || (property.Name == "uniqueItems" && property.Value.ValueKind == JsonValueKind.False);
            if (!isKnown)
            {
                throw new UnsupportedSchemaException(path, property.Name, "it cannot be held to");
            }

            if (Kinds.TryGetValue(property.Name, out var kind) && property.Value.ValueKind != kind)
            {
                throw new UnsupportedSchemaException(path, property.Name, $"{property.Value.GetRawText()} is no {kind.ToString().ToLowerInvariant()}");
            }
        }
    }

    private static void CheckBeside(JsonElement schema, string keyword, string path, string? unless = null)
    {
        if (Beside(schema, keyword, unless) is { } other)
        {
            throw new UnsupportedSchemaException(path, keyword, $"'{other}' beside it would not be held to");
        }
    }

    private static string? Beside(JsonElement schema, string keyword, string? unless = null) =>
        schema.EnumerateObject().Where(Restricts).Select(p => p.Name).FirstOrDefault(n => n != keyword && n != unless);

    private static bool Restricts(JsonProperty keyword) =>
        Combining.Contains(keyword.Name) ? keyword.Name != "nullable" : KeywordsOfTypes.Values.Any(k => k.Contains(keyword.Name));

    private static bool Has(JsonElement schema, string keyword, out JsonElement value)
    {
        value = default;
        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out value);
    }

    private static string Json(JsonElement value) => GrammarBuilder.Literal(JsonSerializer.Serialize(value, Plain));

    private static string Quoted(string name) => JsonSerializer.Serialize(name, Plain);

    private sealed record NumberBounds(long Low, bool ExcludesLow, long High, bool ExcludesHigh);
}
