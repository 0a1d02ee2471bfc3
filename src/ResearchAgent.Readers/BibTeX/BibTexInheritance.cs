using ResearchAgent.Bibliographies;

namespace ResearchAgent.Readers.BibTeX;

/// <summary>
/// Gives entries the fields that they inherit by "crossref" and "xdata", as BibLaTeX' defaults say: a book's title is the
/// "booktitle" of its chapters, a journal's the "journal" of its articles, other fields keep their name.
/// </summary>
internal sealed class BibTexInheritance
{
    /// <summary>Chains are short; this only has to end what runs in circles.</summary>
    private const int MaxDepth = 16;

    private static readonly HashSet<string> NeverInherited = new(StringComparer.Ordinal)
    {
        "ids", "crossref", "xref", "xdata", "entryset", "entrysubtype", "execute", "label", "options", "presort", "related", "relatedoptions",
        "relatedstring", "relatedtype", "shortauthor", "shorteditor", "shorthand", "shorthandintro", "sortkey", "key", "file", "abstract", "csltype",
    };

    private static readonly HashSet<string> ShortTitles = new(StringComparer.Ordinal) { "shorttitle", "sorttitle", "indextitle", "indexsorttitle" };

    private readonly Dictionary<string, BibTexEntry> _byKey = new(StringComparer.OrdinalIgnoreCase);

    public BibTexInheritance(IEnumerable<BibTexEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Key is not null)
            {
                _byKey.TryAdd(entry.Key, entry);
            }
        }
    }

    /// <summary>The entry with what it inherits; of "crossref" is left "xref", which only says that there is a parent.</summary>
    public BibTexEntry Complete(BibTexEntry entry) => Complete(entry, 0);

    private BibTexEntry Complete(BibTexEntry entry, int depth)
    {
        if (depth >= MaxDepth)
        {
            return entry;
        }

        var fields = new List<BibTexField>();
        foreach (var field in entry.Fields)
        {
            switch (field.Name)
            {
                case "crossref":
                    fields.Add(field with { Name = "xref" });
                    break;
                case "xdata":
                    fields.AddRange(Keys(field.Value).Any(k => !_byKey.ContainsKey(k)) ? [field] : []);
                    break;
                default:
                    fields.Add(field);
                    break;
            }
        }

        var has = fields.Select(f => BibTexVocabulary.Canonical(f.Name)).ToHashSet(StringComparer.Ordinal);

        // A child with a year of its own does not take its parent's "date".
        var hasDate = has.Any(IsDate);
        foreach (var key in Keys(entry["xdata"]?.Value))
        {
            if (_byKey.TryGetValue(key, out var data))
            {
                Inherit(Complete(data, depth + 1), name => name);
            }
        }

        foreach (var key in Keys(entry["crossref"]?.Value))
        {
            if (_byKey.TryGetValue(key, out var parent))
            {
                Inherit(Complete(parent, depth + 1), name => NameInChild(name, parent.Type, entry.Type));
            }
        }

        return entry with { Fields = fields };

        void Inherit(BibTexEntry parent, Func<string, string?> nameInChild)
        {
            // A parent's own "booktitle" was written for its children: it goes before the title.
            foreach (var field in parent.Fields.OrderBy(f => f.Name == "title"))
            {
                if (!NeverInherited.Contains(field.Name)
                    && nameInChild(field.Name) is { } name
                    && !(hasDate && IsDate(name))
                    && has.Add(BibTexVocabulary.Canonical(name)))
                {
                    fields.Add(field with { Name = name });
                }
            }
        }
    }

    private static bool IsDate(string field) => field is "date" or "year" or "month" or "day";

    private static IEnumerable<string> Keys(string? value) =>
        (value ?? "").Split(',').Select(k => k.Trim()).Where(k => k.Length > 0);

    private static string? NameInChild(string field, string parent, string child)
    {
        var prefix = (parent, child) switch
        {
            ("mvbook" or "mvcollection" or "mvreference" or "mvproceedings", not ("article" or "suppperiodical")) => "main",
            ("book" or "collection" or "reference" or "proceedings", "inbook" or "bookinbook" or "suppbook" or "incollection" or "inreference" or "suppcollection" or "inproceedings" or "conference") => "book",
            ("periodical", "article" or "suppperiodical" or "review") => "journal",
            _ => "",
        };
        if (prefix.Length == 0)
        {
            return field;
        }

        return field switch
        {
            "title" or "subtitle" or "titleaddon" => prefix + field,
            _ when ShortTitles.Contains(field) => null,
            _ => field,
        };
    }
}
