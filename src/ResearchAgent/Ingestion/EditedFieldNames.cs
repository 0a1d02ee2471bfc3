using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>The fields that a person can set by hand, by the names under which <see cref="Paper.EditedFields"/> remembers them.</summary>
public static class EditedFieldNames
{
    public const string Title = "title";
    public const string Authors = "authors";
    public const string Year = "year";
    public const string Venue = "venue";
    public const string Doi = "doi";
    public const string ArxivId = "arxiv";
    public const string Url = "url";
    public const string Tags = "tags";
    public const string Type = "type";

    /// <summary>Followed by the name of one of <see cref="Paper.Fields"/>.</summary>
    public const string FieldPrefix = "field:";

    /// <summary>The paper as read, with the edited fields as they are stored.</summary>
    internal static Paper Keep(Paper stored, Paper read)
    {
        foreach (var name in stored.EditedFields)
        {
            read = name switch
            {
                Title => read with { Title = stored.Title },
                Authors => read with { Authors = stored.Authors },
                Year => read with { Year = stored.Year },
                Venue => read with { Venue = stored.Venue },
                Doi => read with { Doi = stored.Doi },
                ArxivId => read with { ArxivId = stored.ArxivId },
                Url => read with { Url = stored.Url },
                Tags => read with { Tags = stored.Tags },
                Type => read with { Type = stored.Type },
                _ when name.StartsWith(FieldPrefix, StringComparison.Ordinal) => read with { Fields = WithField(read.Fields, name[FieldPrefix.Length..], stored.Fields) },
                _ => read,
            };
        }

        return read;
    }

    private static Dictionary<string, IReadOnlyList<string>> WithField(
        IReadOnlyDictionary<string, IReadOnlyList<string>> fields, string name, IReadOnlyDictionary<string, IReadOnlyList<string>> stored)
    {
        var kept = fields.Where(f => f.Key != name).ToDictionary();
        if (stored.TryGetValue(name, out var values))
        {
            kept[name] = values;
        }

        return kept;
    }
}
