using System.Text.Json;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>What a JSONL line may say beyond the record that every format has: bibliographic fields, references and flags.</summary>
internal sealed record JsonlExtras(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Fields, IReadOnlyList<CitedWork> References, IReadOnlyList<PaperFlag> Flags)
{
    public static JsonlExtras None { get; } = new(BibliographicField.None, [], []);

    /// <summary>The extras, or what is wrong with one of them.</summary>
    public static (JsonlExtras Extras, string? Problem) Read(JsonElement root)
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (Has(root, "fields", out var written))
        {
            if (written.ValueKind != JsonValueKind.Object)
            {
                return Wrong("fields", written, "{\"volume\": [\"3\"]}");
            }

            foreach (var property in written.EnumerateObject())
            {
                if (Strings(property.Value) is not { } values)
                {
                    return Wrong("fields", written, "{\"volume\": [\"3\"]}");
                }

                fields[property.Name] = values;
            }
        }

        List<CitedWork> references = [];
        foreach (var item in Items(root, "references"))
        {
            if (item.ValueKind != JsonValueKind.Object || Text(item, "text") is not { } text)
            {
                return Wrong("references", item, "{\"text\": ...}");
            }

            references.Add(new CitedWork(text)
            {
                Label = Text(item, "label"),
                Title = Text(item, "title"),
                Authors = item.TryGetProperty("authors", out var authors) ? Strings(authors) ?? [] : [],
                Year = item.TryGetProperty("year", out var year) && year.ValueKind == JsonValueKind.Number && year.TryGetInt32(out var number) ? number : null,
                Venue = Text(item, "venue"),
                Doi = Text(item, "doi"),
                ArxivId = Text(item, "arxiv_id"),
            });
        }

        List<PaperFlag> flags = [];
        foreach (var item in Items(root, "flags"))
        {
            if (item.ValueKind != JsonValueKind.Object || Text(item, "text") is not { } text || !Enum.TryParse<PaperFlagKind>(Text(item, "kind"), out var kind))
            {
                return Wrong("flags", item, "{\"kind\": \"HiddenText\", \"text\": ...}");
            }

            flags.Add(new PaperFlag(kind, text, item.TryGetProperty("page", out var page) && page.ValueKind == JsonValueKind.Number && page.TryGetInt32(out var number) ? number : null));
        }

        return (fields.Count + references.Count + flags.Count == 0 ? None : new JsonlExtras(fields, references, flags), null);
    }

    /// <summary>A section's heading, kind and pages, without its text; null when one of these is none.</summary>
    public static Section? SectionOf(JsonElement section)
    {
        var heading = Text(section, "heading");
        var (kind, pages) = (SectionKind.Body, default(PageMap));
        if (Text(section, "kind") is { } named && !Enum.TryParse(named, out kind))
        {
            return null;
        }

        try
        {
            pages = Text(section, "pages") is { } map ? PageMap.FromString(map) : default;
        }
        catch (FormatException)
        {
            return null;
        }

        return new Section(heading ?? "Text", "") { Kind = kind, Pages = pages };
    }

    private static (JsonlExtras Extras, string? Problem) Wrong(string name, JsonElement value, string form) =>
        (None, $"field '{name}' is or holds {RecordText.Shown(value.GetRawText())}. Write {form}.");

    private static bool Has(JsonElement root, string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static JsonElement.ArrayEnumerator Items(JsonElement root, string name) =>
        Has(root, name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && RecordText.OneLine(value.GetString()!) is { Length: > 0 } text ? text : null;

    private static IReadOnlyList<string>? Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [RecordText.OneLine(value.GetString()!)],
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(v => RecordText.OneLine(v.GetString()!))],
        _ => null,
    };
}
