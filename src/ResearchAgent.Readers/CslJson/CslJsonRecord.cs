using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.CslJson;

/// <summary>Makes a record of an item of CSL-JSON. What is no variable of CSL is kept under its name; of an object, its JSON.</summary>
internal static partial class CslJsonRecord
{
    private static readonly string[] WrittenDates = ["raw", "literal", "edtf"];

    public static ReadResult Of(string path, int line, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return new ReadFailure(path, line, $"the item {RecordText.Shown(item.GetRawText())} is not an object. Write {{\"id\": ..., \"type\": ..., \"title\": ...}}.");
        }

        var draft = new RecordDraft(path, line);
        try
        {
            foreach (var property in item.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
            {
                Read(draft, property.Name, property.Value);
            }
        }
        catch (InvalidOperationException)
        {
            return new ReadFailure(path, line, "the item holds half a character (a '\\u' escape without its pair). Write the character itself.");
        }

        return draft.ToResult();
    }

    private static void Read(RecordDraft draft, string name, JsonElement value)
    {
        switch (name)
        {
            case "id":
                draft.Key ??= Texts(value).FirstOrDefault();
                break;
            case "citation-key":
                draft.Key = Texts(value).FirstOrDefault() ?? draft.Key;
                break;
            case "type":
                draft.Type = Texts(value).FirstOrDefault();
                break;
            case "title":
                draft.Title = WithoutMarkup(string.Join(' ', Texts(value)));
                break;
            case "author":
                draft.Authors = Names(value);
                break;
            case "container-title":
                ReadFirst(draft, value, name, text => draft.Venue = text);
                break;
            case "abstract":
                draft.Abstract = WithoutMarkup(string.Join("\n\n", Texts(value)));
                break;
            case "DOI":
                Texts(value).ForEach(draft.AddDoi);
                break;
            case "URL":
                Texts(value).ForEach(draft.AddUrl);
                break;
            case "keyword":
                Texts(value).SelectMany(t => t.Split([',', ';'])).ToList().ForEach(draft.AddTag);
                break;
            case "issued":
                ReadIssued(draft, value);
                break;
            case "custom" when value.ValueKind == JsonValueKind.Object:
                foreach (var property in value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
                {
                    ReadCustom(draft, property.Name, property.Value);
                }

                break;
            case "journalAbbreviation":
                Texts(value).ForEach(t => draft.Add(BibliographicField.ContainerTitleShort, t));
                break;
            case "shortTitle":
                Texts(value).ForEach(t => draft.Add(BibliographicField.TitleShort, t));
                break;
            case "event" when value.ValueKind == JsonValueKind.String:
                draft.Add(BibliographicField.EventTitle, value.GetString()!);
                break;
            case var names when BibliographicField.NameFields.Contains(names):
                draft.AddNames(names, Names(value));
                break;
            case var date when BibliographicField.DateFields.Contains(date):
                draft.Add(date, DateOf(value).Written ?? "");
                break;
            default:
                AddField(draft, name, value);
                break;
        }
    }

    private static void ReadFirst(RecordDraft draft, JsonElement value, string name, Action<string> set)
    {
        var texts = Texts(value);
        if (texts.Count > 0)
        {
            set(WithoutMarkup(texts[0]));
        }

        texts.Skip(1).ToList().ForEach(t => draft.Add(name, t));
    }

    private static void ReadCustom(RecordDraft draft, string name, JsonElement value)
    {
        switch (name)
        {
            case "arxiv":
                draft.AddArxivId(Texts(value).FirstOrDefault());
                break;
            case "tags":
                draft.ClearTags();
                Texts(value).ForEach(draft.AddTag);
                break;
            case "URL":
                Texts(value).ForEach(draft.AddUrl);
                break;
            default:
                AddField(draft, name, value);
                break;
        }
    }

    private static void AddField(RecordDraft draft, string name, JsonElement value)
    {
        if (Texts(value) is [_, ..] texts)
        {
            texts.ForEach(t => draft.Add(name, name == BibliographicField.Page ? t.Replace('–', '-') : t));
        }
        else if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && value.GetRawText() is { Length: > 2 } json)
        {
            draft.Add(name, json);
        }
    }

    private static void ReadIssued(RecordDraft draft, JsonElement value)
    {
        var (written, start) = DateOf(value);
        if (start is { } date)
        {
            draft.SetIssued(date, written == date.ToString() ? null : written);
        }
        else
        {
            draft.Add("year", written ?? "");
        }
    }

    // {"date-parts": [[2019, 3, 12], [2019, 3, 14]]}, {"raw": "2019-03-12"}, {"literal": "in press"}, or the text alone.
    private static (string? Written, PartialDate? Start) DateOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("date-parts", out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            var dates = parts.EnumerateArray().Select(PartsOf).OfType<PartialDate>().ToList();
            if (dates.Count > 0)
            {
                var season = dates is [{ Month: null }] && value.TryGetProperty("season", out var named) && Texts(named) is [var name, ..] && PartialDate.MonthOf(name) is { } month
                    ? month is >= 1 and <= 4 ? month + 20 : month
                    : (int?)null;
                var start = season is null ? dates[0] : dates[0] with { Month = season };
                return (dates.Count > 1 ? $"{start}/{dates[1]}" : start.ToString(), start);
            }
        }

        var text = value.ValueKind == JsonValueKind.Object
            ? WrittenDates.Select(n => value.TryGetProperty(n, out var t) ? Texts(t).FirstOrDefault() : null).FirstOrDefault(t => t is not null)
            : Texts(value).FirstOrDefault();
        if (text is null)
        {
            return (null, null);
        }

        return PartialDate.TryParseRange(text, out var first, out _) || PartialDate.TryParse(text, out first)
            ? (text, first)
            : (text, null);
    }

    private static PartialDate? PartsOf(JsonElement parts)
    {
        if (parts.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = parts.EnumerateArray()
            .Select(p => int.TryParse(p.ValueKind == JsonValueKind.String ? p.GetString() : p.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : (int?)null)
            .TakeWhile(n => n is not null)
            .Select(n => n!.Value)
            .ToList();
        var isDate = numbers.Count > 0 && Math.Abs(numbers[0]) <= 9999 && numbers.Skip(1).All(n => n is >= 1 and <= 31);
        return isDate ? new PartialDate(numbers[0], numbers.Count > 1 ? numbers[1] : null, numbers.Count > 2 ? numbers[2] : null) : null;
    }

    private static IReadOnlyList<string> Names(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(NameOf).OfType<string>()]
        : NameOf(value) is { } name ? [name] : [];

    private static string? NameOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return RecordText.OneLine(value.GetString()!) is { Length: > 0 } text ? text : null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var (family, given, literal) = (Part("family"), Part("given"), Part("literal"));
        if (family.Length == 0)
        {
            // Zotero's older name for a group; a person known by one name has no family name.
            literal = literal.Length > 0 ? literal : Part("name");
            return literal == PersonName.Others ? literal : literal.Length > 0 ? new NameParts("", Literal: literal).ToString() : given.Length > 0 ? given : null;
        }

        return new NameParts(family, given, Part("suffix"), Part("non-dropping-particle"), Part("dropping-particle")).ToString();

        string Part(string name) => value.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String
            ? Unquoted(RecordText.OneLine(part.GetString()!).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal))
            : "";

        // Quotation marks keep citation processors from looking for particles.
        static string Unquoted(string text) => text is ['"', _, .., '"'] ? text[1..^1] : text;
    }

    // Titles carry "<i>", "<sub>" and the like, one within another; a single "<i>" is text.
    private static string WithoutMarkup(string text)
    {
        for (var depth = 0; depth < 8 && text.Contains("</", StringComparison.Ordinal); depth++)
        {
            text = Markup().Replace(text, "${inner}");
        }

        return text;
    }

    private static List<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind is JsonValueKind.String or JsonValueKind.Number) => [.. value.EnumerateArray().SelectMany(Texts)],
        _ => [],
    };

    [GeneratedRegex(@"<(?<tag>i|b|em|strong|sub|sup|sc|span|jats:[a-z]{1,12}|p)(?:\s[^<>]{0,100})?>(?<inner>[^<]{0,20000})</\k<tag>>", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}
