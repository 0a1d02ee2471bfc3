using System.Text.Json;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>Reads members that may be missing, null or of another kind than announced.</summary>
internal static class CatalogueJson
{
    /// <summary>Null for what is no JSON object.</summary>
    public static JsonDocument? Parse(string text)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Told as a malformed answer by whoever asked.
        }

        return null;
    }

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? member : null;

    /// <summary>A string, or a number as it is written; null for anything else and for blank text.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => Text(text),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    public static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Member(name)?.Items() ?? [];

    public static IEnumerable<string> Texts(this JsonElement element, string name) => element.Items(name).Select(i => i.ValueKind == JsonValueKind.String ? Text(i) : null).OfType<string>();

    // A half surrogate cannot be told as a string.
    private static string? Text(JsonElement text)
    {
        try
        {
            return text.GetString() is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
