using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>
/// How calls and results stand in the text of a conversation: one JSON object between tags, as Hermes and Qwen models were
/// trained on (https://github.com/NousResearch/Hermes-Function-Calling). In it "&lt;" is written as \u003C, so that no value can forge a tag.
/// </summary>
internal static class ToolCallFormat
{
    public const string CallStart = "<tool_call>";
    public const string CallEnd = "</tool_call>";

    private const string ResultStart = "<tool_response>";
    private const string ResultEnd = "</tool_response>";

    public static string Name(string function) => $"{{\"name\": {JsonSerializer.Serialize(function)}, \"arguments\": ";

    public static string Write(FunctionCallContent call) =>
        $"{CallStart}{Name(call.Name)}{WithoutTags(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions))}}}{CallEnd}";

    /// <param name="function">That was called; empty when nobody knows.</param>
    public static string Write(FunctionResultContent result, string function) =>
        $"{ResultStart}{{\"name\": {JsonSerializer.Serialize(function)}, \"content\": {Content(result)}}}{ResultEnd}";

    private static string Content(FunctionResultContent result) => WithoutTags(
        result.Exception is { } error ? JsonSerializer.Serialize("Error: " + error.Message)
        : result.Result is null ? "null"
        : JsonSerializer.Serialize(result.Result, result.Result.GetType(), AIJsonUtilities.DefaultOptions));

    // These options write it as it is. In JSON it stands within strings alone.
    private static string WithoutTags(string json) => json.Replace("<", "\\u003C", StringComparison.Ordinal);
}
