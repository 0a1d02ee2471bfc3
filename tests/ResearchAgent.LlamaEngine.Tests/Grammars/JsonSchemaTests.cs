using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.Extensions.AI;
using NJsonSchema;
using ResearchAgent.LlamaEngine.Grammars;
using ResearchAgent.LlamaEngine.Tests.Engine;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Grammars;

/// <summary>Random weights write whatever a grammar lets them; a validator that knows nothing of the grammar reads it.</summary>
[Collection(nameof(TinyModel))]
public sealed class JsonSchemaTests(TinyModel tiny)
{
    private const int Samples = 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"type": "object", "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 12}, "year": {"type": "integer", "minimum": 1900, "maximum": 2026}, "open": {"type": "boolean"}}, "required": ["title", "year"]}""")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "boolean"}, "b": {"type": "null"}, "c": {"type": "boolean"}}}""")]
    [InlineData("""{"type": "object", "properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}, "c": {"type": "boolean"}, "d": {"type": "boolean"}}, "required": ["c"]}""")]
    [InlineData("""{"type": "object", "properties": {"paper": {"type": "object", "properties": {"pages": {"type": "array", "items": {"type": "integer", "minimum": -5, "maximum": 1234}, "minItems": 1, "maxItems": 4}}, "required": ["pages"]}}, "required": ["paper"]}""")]
    [InlineData("""{"type": "array", "items": {"type": "string", "maxLength": 3}, "minItems": 2, "maxItems": 2}""")]
    [InlineData("""{"type": "object", "properties": {"verdict": {"type": "string", "enum": ["supports", "contradicts", "neither \"one\""]}, "of": {"enum": [1, null, [true], {"x": "y"}]}}, "required": ["verdict", "of"]}""")]
    [InlineData("""{"type": "object", "properties": {"n": {"type": "number", "exclusiveMinimum": 0, "maximum": 1}, "i": {"type": "integer", "exclusiveMinimum": -12, "exclusiveMaximum": 7}, "r": {"type": "number", "minimum": -3, "exclusiveMaximum": -1}}, "required": ["n", "i", "r"]}""")]
    [InlineData("""{"type": "object", "properties": {"code": {"type": "string", "pattern": "^[A-Z]{2,3}-\\d{1,4}(\\.(a|bc))?$"}, "free": {"type": "string", "pattern": "^[^aeiou]{1,4}$"}, "any": {"type": "string", "pattern": "^.{2,3}$"}}, "required": ["code", "free", "any"]}""")]
    [InlineData("""{"type": "object", "properties": {"on": {"type": "string", "format": "date"}, "at": {"type": "string", "format": "date-time"}, "id": {"type": "string", "format": "uuid"}}, "required": ["on", "at", "id"]}""")]
    [InlineData("""{"type": "array", "items": {"anyOf": [{"type": "boolean"}, {"type": "string", "maxLength": 2}, {"type": "object", "properties": {"x": {"type": "null"}}, "required": ["x"]}]}, "minItems": 1, "maxItems": 5}""")]
    [InlineData("""{"oneOf": [{"type": "object", "properties": {"kind": {"type": "string", "enum": ["a"]}}, "required": ["kind"]}, {"type": "object", "properties": {"sort": {"type": "integer", "minimum": 0, "maximum": 9}}, "required": ["sort"]}]}""")]
    [InlineData("""{"allOf": [{"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"]}, {"$ref": "#/definitions/named"}], "definitions": {"named": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 4}}, "required": ["name"]}}}""")]
    [InlineData("""{"type": "object", "properties": {"first": {"$ref": "#/definitions/node"}}, "required": ["first"], "definitions": {"node": {"type": "object", "properties": {"value": {"type": "integer", "minimum": 0, "maximum": 99}, "next": {"anyOf": [{"type": "null"}, {"type": "null"}, {"$ref": "#/definitions/node"}]}}, "required": ["value", "next"]}}}""")]
    [InlineData("""{"type": "object", "properties": {"name": {"type": ["string", "null"], "maxLength": 5}, "score": {"type": ["number", "null"], "minimum": 0, "maximum": 10}}, "required": ["name", "score"]}""")]
    public async Task Whatever_a_model_writes_is_valid(string schema)
    {
        var replies = await SampleAsync(ChatResponseFormat.ForJsonSchema(Json(schema)), 224);
        var validator = await JsonSchema.FromJsonAsync(schema, Token);
        var finished = replies.Where(r => r.FinishReason == ChatFinishReason.Stop).ToList();
        Assert.All(finished, r => Assert.Empty(validator.Validate(RandomText.Readable(r.Text))));
        Assert.All(replies.Except(finished), r => Assert.Equal(ChatFinishReason.Length, r.FinishReason));
        Assert.True(finished.Count >= Samples * 0.9, $"{finished.Count} of {Samples} ended in time");
    }

    /// <summary>What the validator does not know, or where a hasty reading of the standard admits too much.</summary>
    [Theory]
    [InlineData("""{"const": "as \"said\""}""", """^"as \\"said\\""$""")]
    [InlineData("""{"prefixItems": [{"type": "integer", "minimum": 1, "maximum": 12}, {"type": "boolean"}], "type": "array"}""", @"^\[([1-9]|1[0-2]), ?(true|false)\]$")]
    [InlineData("""{"type": "object", "additionalProperties": {"type": "boolean"}}""", @"^\{(""[^\n]*"": ?(true|false))?\}$")]
    [InlineData("""{"type": "array", "items": {"type": "string", "maxLength": 1}, "maxItems": 0}""", @"^\[\]$")]
    [InlineData("""{"type": "object", "properties": {}, "additionalProperties": false}""", @"^\{\}$")]
    [InlineData("""{"type": "string", "enum": ["a", 5, null]}""", "^\"a\"$")]
    [InlineData("""{"type": ["string", "null"], "enum": ["a", 5, null]}""", "^(\"a\"|null)$")]
    [InlineData("""{"type": "object", "required": ["kind"], "anyOf": [{"properties": {"kind": {"const": "x"}}}, {"properties": {"kind": {"const": "y"}, "n": {"const": 1}}}]}""", @"^\{""kind"": ?(""x""|""y""(, ?""n"": ?1)?)\}$")]
    [InlineData("""{"type": "object", "properties": {"n": {"const": 1}}, "anyOf": [{"required": ["n"]}]}""", @"^\{""n"": ?1\}$")]
    [InlineData("""{"additionalProperties": {"const": 1}, "required": ["n"], "type": "object"}""", @"^\{""n"": ?1\}$")]
    [InlineData("""{"allOf": [{"allOf": [{"required": ["n"]}, {"properties": {"n": {"const": 1}}}]}, {"properties": {"m": {"const": 2}}}]}""", @"^\{""n"": ?1(, ?""m"": ?2)?\}$")]
    [InlineData("""{"$defs": {"number": {"const": "one"}, "space": {"const": "two"}}, "type": "array", "prefixItems": [{"$ref": "#/$defs/number"}, {"$ref": "#/$defs/space"}, {"type": "number", "minimum": 0, "maximum": 9}, {"type": "boolean"}]}""", @"^\[""one"", ?""two"", ?\d(\.\d+)?, ?(true|false)\]$")]
    [InlineData("""{"$defs": {"value": {"const": 1}, "string": {"const": 2}}, "type": "array", "prefixItems": [{"$ref": "#/$defs/value"}, {"$ref": "#/$defs/string"}, {"type": "string", "maxLength": 2}, {"type": "object", "properties": {"a": true}, "required": ["a"]}]}""", @"^\[1, ?2, ?""[^\n]{0,12}"", ?\{""a"": ?[^\n]*\}\]$")]
    [InlineData("""{"type": "string", "pattern": "^\\S\\W\\D[^\\s][^\\d\\w]$"}""", @"^""\S\W\D[^\s][^\d\w]""$")]
    [InlineData("""{"type": "string", "pattern": "^a|b$"}""", "^\"(a.*|.*b)\"$")]
    [InlineData("""{"type": "string", "pattern": "^(a|b[c-e]?){2}\\\\\\$$"}""", @"^""(a|b[c-e]?){2}\\\\\$""$")]
    [InlineData("""{"type": "string", "format": "date", "maxLength": 10}""", @"^""\d{4}-\d\d-\d\d""$")]
    [InlineData("""{"type": "number", "exclusiveMinimum": 99, "exclusiveMaximum": 100}""", @"^99\.\d*[1-9]\d*$")]
    [InlineData("""{"type": "integer", "minimum": -10, "maximum": -9}""", "^-(9|10)$")]
    [InlineData("""{"nullable": true, "type": "boolean"}""", "^(true|false|null)$")]
    public async Task A_schema_admits_no_more_than_it_says(string schema, string expected)
    {
        var replies = await SampleAsync(ChatResponseFormat.ForJsonSchema(Json(schema)), 96);
        var finished = replies.Where(r => r.FinishReason == ChatFinishReason.Stop).Select(r => RandomText.Readable(r.Text)).ToList();
        Assert.All(finished, text => Assert.Matches(expected, text));
        Assert.NotEmpty(finished);
        Assert.All(finished, text => Json(text));
    }

    /// <summary>llama.cpp refuses what has too many rules when it is written out, and the process ends.</summary>
    [Theory]
    [InlineData("""{"type": "array", "items": {"type": "string", "maxLength": 1000}, "minItems": 1, "maxItems": 1000}""")]
    [InlineData("""{"type": "array", "items": {"type": "array", "items": {"type": "string", "format": "date-time"}, "maxItems": 1000}, "maxItems": 1000}""")]
    [InlineData("""{"type": "array", "items": {"type": "number", "minimum": -123456, "exclusiveMaximum": 987654}, "maxItems": 1000}""")]
    [InlineData("""{"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^(([a-z]{1,60}-){1,900}x){2,900}$"}]}, "maxItems": 1000}""")]
    public async Task Repetitions_within_repetitions_are_written(string schema)
    {
        var replies = await SampleAsync(ChatResponseFormat.ForJsonSchema(Json(schema)), 12, 2);
        Assert.All(replies, r => Assert.StartsWith("[", r.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_optional_properties_are_written()
    {
        var properties = Enumerable.Range(0, 150).ToDictionary(i => $"p{i}", i => i % 2 == 0 ? (object)new { type = "string", maxLength = 900 } : new { type = "integer" });
        var replies = await SampleAsync(ChatResponseFormat.ForJsonSchema(JsonSerializer.SerializeToElement(new { type = "object", properties })), 12, 2);
        Assert.All(replies, r => Assert.StartsWith("{", r.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bound_that_is_left_out_stays_out_when_a_program_reads_the_number()
    {
        var replies = await SampleAsync(ChatResponseFormat.ForJsonSchema(Json("""{"type": "number", "exclusiveMinimum": 123456, "exclusiveMaximum": 123457}""")), 40);
        Assert.All(replies, r => Assert.True(double.Parse(r.Text, System.Globalization.CultureInfo.InvariantCulture) is > 123456 and < 123457, r.Text));
    }

    [Fact]
    public async Task Any_json_is_an_object_or_an_array()
    {
        var replies = await SampleAsync(ChatResponseFormat.Json, 128);
        var finished = replies.Where(r => r.FinishReason == ChatFinishReason.Stop).ToList();
        Assert.NotEmpty(finished);
        Assert.All(finished, r => Assert.True(Json(r.Text).ValueKind is JsonValueKind.Object or JsonValueKind.Array, r.Text));
    }

    [Fact]
    public async Task A_type_comes_back_as_its_value()
    {
        var options = new ChatOptions { Temperature = 1, Seed = 5, MaxOutputTokens = 200 };
        var response = await tiny.Client.GetResponseAsync<Judgement>("Is it so?", options, cancellationToken: Token);
        Assert.InRange(response.Result.Score, 1, 5);
        Assert.True(Enum.IsDefined(response.Result.Verdict));
        Assert.InRange(response.Result.Reason.Length, 0, 40);
    }

    [Theory]
    [InlineData("""{"type": "integer", "multipleOf": 3}""", "#", "multipleOf")]
    [InlineData("""{"type": "object", "properties": {"a": {"not": {}}}}""", "#/properties/a", "not")]
    [InlineData("""{"type": "array", "items": {"if": {}}}""", "#/items", "if")]
    [InlineData("""{"type": "object", "patternProperties": {"^a": {}}}""", "#", "patternProperties")]
    [InlineData("""{"type": "object", "dependentRequired": {"a": ["b"]}}""", "#", "dependentRequired")]
    [InlineData("""{"type": "array", "uniqueItems": true}""", "#", "uniqueItems")]
    [InlineData("""{"type": "object", "properties": {"a": {"$ref": "#/$defs/none"}}}""", "#/properties/a", "$ref")]
    [InlineData("""{"$ref": "https://example.org/schema.json"}""", "#", "$ref")]
    [InlineData("""{"$ref": "#"}""", "#", "$ref")]
    [InlineData("""{"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}]}}}""", "#/$defs/a/anyOf/0", "$ref")]
    [InlineData("""{"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}, {"required": ["b"]}]}}}""", "#/$defs/a", "$ref")]
    [InlineData("""{"$ref": "#/$defs/a", "maxLength": 3, "$defs": {"a": {"type": "string"}}}""", "#", "$ref")]
    [InlineData("""{"enum": []}""", "#", "enum")]
    [InlineData("""{"type": "integer", "enum": ["a"]}""", "#", "enum")]
    [InlineData("""{"enum": ["a", "bcd"], "maxLength": 2}""", "#", "enum")]
    [InlineData("""{"const": 5, "type": "string"}""", "#", "const")]
    [InlineData("""{"anyOf": []}""", "#", "anyOf")]
    [InlineData("""{"anyOf": [{"type": "string"}], "oneOf": [{"maxLength": 3}]}""", "#", "anyOf")]
    [InlineData("""{"type": "string", "anyOf": [{"minLength": 2}]}""", "#", "anyOf")]
    [InlineData("""{"type": "integer", "minimum": 5, "exclusiveMaximum": 5}""", "#", "maximum")]
    [InlineData("""{"type": "number", "exclusiveMinimum": 5, "maximum": 5}""", "#", "maximum")]
    [InlineData("""{"type": "number", "minimum": 0.5}""", "#", "minimum")]
    [InlineData("""{"type": "integer", "maximum": 1e300}""", "#", "maximum")]
    [InlineData("""{"type": "integer", "exclusiveMinimum": true}""", "#", "exclusiveMinimum")]
    [InlineData("""{"type": "string", "minLength": 3, "maxLength": 2}""", "#", "minLength")]
    [InlineData("""{"type": "string", "minLength": -1}""", "#", "minLength")]
    [InlineData("""{"type": "string", "format": "date", "minLength": 11}""", "#", "format")]
    [InlineData("""{"type": "string", "format": "date", "pattern": "^2"}""", "#", "format")]
    [InlineData("""{"type": "string", "pattern": "^a", "maxLength": 5}""", "#", "pattern")]
    [InlineData("""{"type": "array", "minItems": 3, "maxItems": 2}""", "#", "maxItems")]
    [InlineData("""{"type": "array", "minItems": 100000}""", "#", "maxItems")]
    [InlineData("""{"type": "array", "prefixItems": [true], "minItems": 2}""", "#", "prefixItems")]
    [InlineData("""{"type": "object", "properties": {"a": true}, "required": ["b"], "additionalProperties": false}""", "#", "required")]
    [InlineData("""{"allOf": [{"type": "string"}, {"properties": {"a": true}}]}""", "#", "allOf")]
    [InlineData("""{"allOf": [{"properties": {"a": true}, "additionalProperties": false}, {"properties": {"b": true}}]}""", "#", "allOf")]
    [InlineData("""{"allOf": [{"properties": {"a": true}}, {"properties": {"a": {"const": 1}}}]}""", "#", "allOf")]
    [InlineData("""{"allOf": [{"properties": {"a": true}}, {"minProperties": 1}]}""", "#", "minProperties")]
    [InlineData("""{"allOf": [false, {"type": "object"}]}""", "#", "allOf")]
    [InlineData("""{"type": "tuple"}""", "#", "type")]
    [InlineData("""{"type": []}""", "#", "type")]
    [InlineData("""{"type": "object", "properties": {"a": false}}""", "#/properties/a", "false")]
    [InlineData("[]", "#", "[]")]
    [InlineData("""{"type": "object", "properties": ["a"]}""", "#", "properties")]
    [InlineData("""{"type": "object", "required": "a"}""", "#", "required")]
    [InlineData("""{"type": "array", "prefixItems": {}}""", "#", "prefixItems")]
    [InlineData("""{"type": "string", "pattern": 5}""", "#", "pattern")]
    [InlineData("""{"$ref": 5}""", "#", "$ref")]
    public void What_no_grammar_can_hold_is_refused_with_its_place(string schema, string path, string keyword)
    {
        var error = Assert.Throws<UnsupportedSchemaException>(() => JsonSchemaGrammar.ToGbnf(Json(schema)));
        Assert.Equal((path, keyword), (error.Path, error.Keyword));
        Assert.Contains($"'{keyword}' at '{path}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^(?=a)")]
    [InlineData("^(?!a)b")]
    [InlineData("(?<n>a)")]
    [InlineData(@"^(a)\1$")]
    [InlineData(@"\bword\b")]
    [InlineData(@"\p{L}+")]
    [InlineData(@"a\nb")]
    [InlineData("a\tb")]
    [InlineData("a+?")]
    [InlineData("a{2}{3}")]
    [InlineData("a{5000}")]
    [InlineData("a{3,2}")]
    [InlineData("(a?)*")]
    [InlineData("((a?b?){3})*")]
    [InlineData("(a|)+")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("[]a]")]
    [InlineData("[^]")]
    [InlineData("[!-~]")]
    [InlineData("[z-a]")]
    [InlineData("[\\😀]")]
    [InlineData("\\😀")]
    [InlineData("a\\")]
    [InlineData("*a")]
    [InlineData("a^b")]
    [InlineData("a$b")]
    public void A_pattern_that_no_grammar_can_hold_is_refused(string pattern)
    {
        var schema = JsonSerializer.SerializeToElement(new { type = "string", pattern });
        Assert.Equal("pattern", Assert.Throws<UnsupportedSchemaException>(() => JsonSchemaGrammar.ToGbnf(schema)).Keyword);
    }

    private Task<IReadOnlyList<ChatResponse>> SampleAsync(ChatResponseFormat format, int maxTokens, int count = Samples) =>
        tiny.Client.SampleAsync([new(ChatRole.User, "Answer.")], new ChatOptions { ResponseFormat = format, Temperature = 1, Seed = 100, MaxOutputTokens = maxTokens }, count, Token);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private enum Verdict
    {
        Supported,
        Contradicted,
    }

    private sealed record Judgement(Verdict Verdict, [property: Range(1, 5)] int Score, [property: MaxLength(20)] string Reason);
}
