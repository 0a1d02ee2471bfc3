using System.Text.Json;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>
/// JSON schemas as grammars, so that whatever a model writes is valid. A grammar may admit less than its schema, never more.
/// </summary>
/// <remarks>
/// Read are: types and lists of types; objects with properties in the order declared (required and optional; further ones are
/// not admitted), maps (additionalProperties alone); arrays with items, prefixItems, minItems, maxItems; strings with minLength, maxLength,
/// pattern (see <see cref="PatternGrammar"/>) and the formats date, time, date-time and uuid; integers and numbers with whole
/// bounds; enum, const, anyOf, oneOf (as anyOf), allOf of objects, and $ref within the schema, recursive ones too.
/// Descriptions and the like are passed over. Anything else is refused.
/// </remarks>
public static class JsonSchemaGrammar
{
    /// <returns>GBNF with the root rule "root".</returns>
    /// <exception cref="UnsupportedSchemaException">The schema has something else, or admits nothing.</exception>
    public static string ToGbnf(JsonElement schema)
    {
        var grammar = new GrammarBuilder();
        grammar.Add("root", "");
        grammar.Add("root", new SchemaRules(grammar, schema, "s-").Write(schema, "#"));
        return grammar.ToString();
    }

    /// <summary>Any JSON object or array.</summary>
    public static string ToJsonGbnf()
    {
        var grammar = new GrammarBuilder();
        grammar.Add("root", "");
        grammar.Add("root", $"{JsonRules.Object(grammar)} | {JsonRules.Array(grammar)}");
        return grammar.ToString();
    }
}
