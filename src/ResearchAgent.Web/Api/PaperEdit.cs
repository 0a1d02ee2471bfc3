using System.ComponentModel;
using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Api;

/// <summary>A JSON merge patch of a record: what is left out stays, null removes.</summary>
internal sealed class PaperEdit
{
    private readonly List<Func<Paper, Paper>> _changes = [];
    private readonly List<string> _fields = [];
    private readonly FieldErrors _errors = new();

    private PaperEdit()
    {
    }

    /// <summary>The names under which a paper remembers what a person set.</summary>
    public IReadOnlyList<string> Fields => _fields;

    public Paper Apply(Paper paper) => _changes.Aggregate(paper, (current, change) => change(current));

    /// <exception cref="ApiException">Members are wrong or unknown, or there are none; all are told.</exception>
    public static PaperEdit Read(JsonElement body)
    {
        var edit = new PaperEdit();
        foreach (var member in body.EnumerateObject())
        {
            edit.Take(member.Name, member.Value);
        }

        if (!body.EnumerateObject().Any())
        {
            edit._errors.Add("body", "changes nothing; name a field, such as {\"year\": 2024}");
        }

        edit._errors.Throw();
        return edit;
    }

    private void Take(string name, JsonElement value)
    {
        switch (name)
        {
            case "title" when Line(name, value) is { } title:
                Set(EditedFieldNames.Title, p => p with { Title = title });
                break;
            case "title":
                _errors.Add(name, "is empty; a paper has a title");
                break;
            case "authors" when Lines(name, value) is { } authors:
                Set(EditedFieldNames.Authors, p => p with { Authors = authors });
                break;
            case "tags" when Lines(name, value) is { } tags:
                Set(EditedFieldNames.Tags, p => p with { Tags = [.. tags.Distinct(StringComparer.OrdinalIgnoreCase)] });
                break;
            case "year" when value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var year) && year is >= 0 and <= 9999):
                int? number = value.ValueKind == JsonValueKind.Null ? null : value.GetInt32();
                Set(EditedFieldNames.Year, p => p with { Year = number });
                break;
            case "year":
                _errors.Add(name, "must be a whole number from 0 to 9999, or null");
                break;
            case "venue":
                SetLine(EditedFieldNames.Venue, name, value, line => line, (p, line) => p with { Venue = line });
                break;
            case "url":
                SetLine(EditedFieldNames.Url, name, value, line => line, (p, line) => p with { Url = line });
                break;
            case "type":
                SetLine(EditedFieldNames.Type, name, value, line => line, (p, line) => p with { Type = line });
                break;
            case "doi":
                SetLine(EditedFieldNames.Doi, name, value, PaperId.NormalizeDoi, (p, line) => p with { Doi = line }, "is no DOI; it looks like 10.1000/xyz");
                break;
            case "arxivId":
                SetLine(EditedFieldNames.ArxivId, name, value, PaperId.NormalizeArxivId, (p, line) => p with { ArxivId = line }, "is no arXiv id; it looks like 2305.04091");
                break;
            case "key" when Line(name, value) is { } key && key.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '+' or '/'):
                _changes.Add(p => p with { Key = new CitationKey(key) });
                break;
            case "key":
                _errors.Add(name, "is no citation key; letters, digits and : - _ . + / may stand there");
                break;
            case "allowsFlagged" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                var allowed = value.GetBoolean();
                _changes.Add(p => p with { AllowsFlagged = allowed });
                break;
            case "allowsFlagged":
                _errors.Add(name, "must be true or false");
                break;
            case "fields" when value.ValueKind == JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    SetField(field.Name, field.Value);
                }

                break;
            case "authors" or "tags":
                break;
            default:
                _errors.Add(FieldErrors.Shown(name), name == "fields" ? "must be an object" : "is not known; known are title, authors, year, venue, doi, arxivId, url, type, tags, key, fields, allowsFlagged");
                break;
        }
    }

    private void Set(string field, Func<Paper, Paper> change)
    {
        _fields.Add(field);
        _changes.Add(change);
    }

    private void SetLine(string field, string name, JsonElement value, Func<string, string?> normalize, Func<Paper, string?, Paper> set, string wrong = "is wrong")
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            _errors.Add(name, "must be a string or null");
        }
        else if (Line(name, value) is not { } line)
        {
            Set(field, p => set(p, null));
        }
        else if (normalize(line) is { } normal)
        {
            Set(field, p => set(p, normal));
        }
        else
        {
            _errors.Add(name, wrong);
        }
    }

    private void SetField(string name, JsonElement value)
    {
        var values = value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.String => [SingleLine.Of(value.GetString()!)],
            _ => Lines("fields." + FieldErrors.Shown(name), value),
        };
        if (values is not null)
        {
            Set(EditedFieldNames.FieldPrefix + name, p => p with { Fields = With(p.Fields, name, values) });
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> With(IReadOnlyDictionary<string, IReadOnlyList<string>> fields, string name, List<string> values)
    {
        var changed = fields.ToDictionary();
        changed.Remove(name);
        if (values.Count > 0)
        {
            changed[name] = values;
        }

        return changed;
    }

    private string? Line(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || SingleLine.Of(value.GetString()!) is not { Length: > 0 } line)
        {
            return null;
        }

        if (line.Length > Lengths.Question)
        {
            _errors.Add(name, $"is too long; it may have up to {Lengths.Question} characters");
        }

        return line;
    }

    private List<string>? Lines(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(i.GetString())))
        {
            return [.. value.EnumerateArray().Select(i => SingleLine.Of(i.GetString()!))];
        }

        _errors.Add(name, "must be a list of strings that are not empty");
        return null;
    }
}

/// <summary>What <see cref="PaperEdit"/> reads, for the API's description.</summary>
[Description("What changes of a record; what is left out stays, null removes. What is set stays, whatever its files say.")]
internal sealed record PaperChanges
{
    public string? Title { get; init; }

    public IReadOnlyList<string>? Authors { get; init; }

    public int? Year { get; init; }

    public string? Venue { get; init; }

    public string? Doi { get; init; }

    public string? ArxivId { get; init; }

    public string? Url { get; init; }

    public string? Type { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    [Description("Another citation key.")]
    public string? Key { get; init; }

    [Description("Other fields by CSL variable; an empty list or null removes one.")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? Fields { get; init; }

    [Description("Whether hidden text and planted instructions count as text.")]
    public bool? AllowsFlagged { get; init; }
}
