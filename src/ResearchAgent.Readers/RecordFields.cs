using System.Globalization;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers;

/// <summary>A field as the file states it; <see cref="Values"/> is null where it is neither text, number nor a list of these.</summary>
internal sealed record RecordField(int Line, string Written, IReadOnlyList<string>? Values, bool IsList);

/// <summary>
/// The bibliographic fields that notes and JSONL records share: authors, year, venue, doi, arxiv_id, url, tags.
/// Reading stops nothing: the first field that is wrong is kept in <see cref="Problem"/>.
/// </summary>
internal sealed class RecordFields(string path)
{
    private const int MinYear = 1500;
    private const int MaxYear = 2100;

    private readonly Dictionary<string, RecordField> _fields = new(StringComparer.Ordinal);

    public ReadFailure? Problem { get; private set; }

    public RecordField? this[string name]
    {
        get => _fields.GetValueOrDefault(name);
        set => _fields[name] = value!;
    }

    /// <summary>The record with every field but title and text filled in.</summary>
    public PaperRecord Complete(PaperRecord record) => record with
    {
        Authors = Authors(),
        Year = Year(),
        Venue = Text("venue"),
        Doi = Text("doi"),
        ArxivId = Text("arxiv_id"),
        Url = Text("url"),
        Tags = [.. Many("tags", ',', ';').Distinct(StringComparer.Ordinal)],
    };

    /// <summary>A field of one value, on one line; null when it is missing, empty or wrong.</summary>
    public string? Text(string name)
    {
        switch (this[name])
        {
            case null:
                return null;
            case { IsList: false, Values: [var value] }:
                return RecordText.OneLine(value) is { Length: > 0 } text ? text : null;
            case var field:
                Wrong(name, field, "one text");
                return null;
        }
    }

    private IReadOnlyList<string> Authors()
    {
        var name = this["authors"] is null ? "author" : "authors";
        return this[name] is { IsList: false, Values: [var written] } ? AuthorNames.Split(written) : AuthorNames.Clean(Many(name));
    }

    private int? Year()
    {
        if (Text("year") is not { } written)
        {
            return null;
        }

        // Tables with empty cells write whole numbers as 2023.0.
        if (decimal.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var year)
            && year is >= MinYear and <= MaxYear
            && decimal.IsInteger(year))
        {
            return (int)year;
        }

        Wrong("year", this["year"]!, $"a year from {MinYear} to {MaxYear}");
        return null;
    }

    private IReadOnlyList<string> Many(string name, params char[] separators)
    {
        switch (this[name])
        {
            case null:
                return [];
            case { Values: null } field:
                Wrong(name, field, "text or a list of texts");
                return [];
            case var field:
                var values = field.IsList ? field.Values : field.Values.SelectMany(v => v.Split(separators));
                return [.. values.Select(RecordText.OneLine).Where(v => v.Length > 0)];
        }
    }

    private void Wrong(string name, RecordField field, string expected) =>
        Problem ??= new ReadFailure(path, field.Line, $"field '{name}' is {RecordText.Shown(field.Written)}, not {expected}. Correct or remove it.");
}
