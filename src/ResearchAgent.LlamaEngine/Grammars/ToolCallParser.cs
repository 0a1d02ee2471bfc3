using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <param name="Text">What stands around the calls, trimmed.</param>
/// <param name="IsCutOff">A call was begun and not ended.</param>
internal sealed record ToolCalls(string Text, IReadOnlyList<FunctionCallContent> Calls, bool IsCutOff);

/// <summary>
/// Finds calls in a reply: between tags, or a bare object with "parameters" as Llama 3 writes it. What names no declared
/// function, or is no JSON, stays text. Never throws, whatever the reply is.
/// </summary>
internal static partial class ToolCallParser
{
    public static ToolCalls Parse(string reply, IReadOnlyCollection<string> functions)
    {
        var calls = new List<FunctionCallContent>();
        if (reply.AsSpan().Trim() is ['{', .., '}'] && Read(reply) is { } bare)
        {
            return new ToolCalls("", [bare], false);
        }

        var text = Tagged().Replace(reply, match =>
        {
            if (Read(match.Groups["json"].Value) is not { } call)
            {
                return match.Value;
            }

            calls.Add(call);
            return "";
        });
        var cut = text.IndexOf(ToolCallFormat.CallStart, StringComparison.Ordinal);
        cut = cut < 0 ? BeginningOfTag(text) : cut;
        var isCutOff = cut >= 0 && text.IndexOf(ToolCallFormat.CallEnd, cut, StringComparison.Ordinal) < 0;
        return new ToolCalls((isCutOff ? text[..cut] : text).Trim(), calls, isCutOff);

        FunctionCallContent? Read(string json)
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                var root = document.RootElement;
                if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || !functions.Contains(name.GetString()!))
                {
                    return null;
                }

                var hasArguments = root.TryGetProperty("arguments", out var arguments) || root.TryGetProperty("parameters", out arguments);
                return hasArguments && arguments.ValueKind != JsonValueKind.Object
                    ? null
                    : new FunctionCallContent($"call_{Guid.NewGuid():N}", name.GetString()!, hasArguments ? arguments.EnumerateObject().GroupBy(a => a.Name).ToDictionary(g => g.Key, g => (object?)g.Last().Value.Clone()) : []);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
            {
                // The latter two: half a surrogate pair, written as an escape or as it is.
                return null;
            }
        }
    }

    // Where the text ends in the first characters of a tag; -1 where it does not.
    private static int BeginningOfTag(string text)
    {
        var start = text.LastIndexOf('<');
        return start >= 0 && ToolCallFormat.CallStart.StartsWith(text[start..], StringComparison.Ordinal) ? start : -1;
    }

    [GeneratedRegex(@"<tool_call>\s*(?<json>\{.*?\})\s*</tool_call>", RegexOptions.Singleline)]
    private static partial Regex Tagged();
}
