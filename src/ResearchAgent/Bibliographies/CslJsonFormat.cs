using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Bibliographies;

/// <summary>
/// A library as CSL-JSON, the array that Pandoc, Zotero and citeproc read. What CSL has no variable for, and second values
/// of one that holds a single text, stand in the item's "custom" object, so that reading gives every field back.
/// </summary>
public static class CslJsonFormat
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",

        // Every script stays readable; what HTML could act on is escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    private static readonly HashSet<string> TextVariables = new(StringComparer.Ordinal)
    {
        "annote", "archive", "archive_collection", "archive_location", "archive-place", "authority", "call-number", "chapter-number", "citation-label",
        "collection-number", "collection-title", "container-title-short", "dimensions", "division", "edition", "event-place", "event-title", "genre", "ISBN", "ISSN",
        "issue", "jurisdiction", "language", "license", "medium", "note", "number", "number-of-pages", "number-of-volumes", "original-publisher",
        "original-publisher-place", "original-title", "page", "part-number", "part-title", "PMCID", "PMID", "printing-number", "publisher", "publisher-place",
        "references", "reviewed-genre", "reviewed-title", "scale", "section", "source", "status", "supplement-number", "title-short", "version", "volume",
        "volume-title", "year-suffix",
    };

    public static string Write(IEnumerable<Paper> papers)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(papers, text);
        return text.ToString();
    }

    /// <summary>One item a paper, in the order given. Ends with a line feed.</summary>
    public static void Write(IEnumerable<Paper> papers, TextWriter writer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartArray();
            foreach (var paper in papers)
            {
                WriteItem(json, paper);
            }

            json.WriteEndArray();
        }

        writer.Write(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
        writer.Write('\n');
    }

    private static void WriteItem(Utf8JsonWriter json, Paper paper)
    {
        json.WriteStartObject();
        json.WriteString("id", paper.Key.Value);
        json.WriteString("type", paper.Type ?? "document");
        json.WriteString("title", Text(paper.Title));
        WriteNames(json, "author", paper.Authors);
        WriteDate(json, BibliographicField.Issued, paper.Fields.First(BibliographicField.Issued) ?? paper.Year?.ToString("D4", CultureInfo.InvariantCulture));
        WriteText(json, "container-title", paper.Venue);
        WriteText(json, "DOI", paper.Doi);
        WriteText(json, "URL", paper.Url);
        WriteText(json, "keyword", string.Join(", ", paper.Tags));
        WriteText(json, "abstract", string.Join("\n\n", paper.Sections.Where(s => s is { Heading: "Abstract", Kind: SectionKind.Body }).Select(s => s.Text)));
        var custom = new List<(string Name, IReadOnlyList<string> Values)>();
        foreach (var (name, values) in paper.Fields.Where(f => f.Value.Count > 0))
        {
            if (BibliographicField.NameFields.Contains(name) && name != "author")
            {
                WriteNames(json, name, values);
            }
            else if (BibliographicField.DateFields.Contains(name))
            {
                if (name != BibliographicField.Issued)
                {
                    WriteDate(json, name, values[0]);
                }
            }
            else if (TextVariables.Contains(name))
            {
                WriteText(json, name, values[0]);
                custom.AddRange(values.Count > 1 ? [(name, values.Skip(1).ToList())] : Array.Empty<(string, IReadOnlyList<string>)>());
            }
            else
            {
                custom.Add((name, values));
            }
        }

        WriteCustom(json, paper, custom);
        json.WriteEndObject();
    }

    private static void WriteCustom(Utf8JsonWriter json, Paper paper, List<(string Name, IReadOnlyList<string> Values)> custom)
    {
        if (paper.ArxivId is not null)
        {
            custom.Add(("arxiv", [paper.ArxivId]));
        }

        // "keyword" is one text: a tag with a comma would fall apart.
        if (paper.Tags.Any(t => t.AsSpan().IndexOfAny(',', ';') >= 0))
        {
            custom.Add(("tags", paper.Tags));
        }

        if (custom.Count == 0)
        {
            return;
        }

        json.WriteStartObject("custom");
        foreach (var (name, values) in custom.GroupBy(c => c.Name).Select(g => (g.Key, g.SelectMany(c => c.Values).ToList())))
        {
            json.WritePropertyName(name);
            if (values is [var only])
            {
                json.WriteStringValue(Text(only));
                continue;
            }

            json.WriteStartArray();
            values.ForEach(v => json.WriteStringValue(Text(v)));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, Text(value));
        }
    }

    private static void WriteNames(Utf8JsonWriter json, string variable, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        json.WriteStartArray(variable);
        foreach (var name in names)
        {
            var parts = NameParts.Of(name);
            json.WriteStartObject();

            // Citeproc's word for "et al." in a list is the name "others".
            WriteText(json, "literal", name == PersonName.Others ? name : parts.Literal);
            WriteText(json, "family", name == PersonName.Others ? null : parts.Family);
            WriteText(json, "given", parts.Given);
            WriteText(json, "suffix", parts.Suffix);
            WriteText(json, "non-dropping-particle", parts.Particle);
            WriteText(json, "dropping-particle", parts.DroppingParticle);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDate(Utf8JsonWriter json, string variable, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        json.WriteStartObject(variable);
        var isRange = PartialDate.TryParseRange(value, out var start, out var end);
        var isDate = PartialDate.TryParse(value, out var date) && date.ToString() == value && date.Month is null or <= 12;
        if (isDate || (isRange && end is { } last && $"{start}/{last}" == value && start.Month is null or <= 12 && last.Month is null or <= 12))
        {
            json.WriteStartArray("date-parts");
            foreach (var part in isDate ? [date] : new[] { start, end!.Value })
            {
                json.WriteStartArray();
                foreach (var number in new[] { part.Year, part.Month, part.Day }.OfType<int>())
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("raw", Text(value));
        }

        json.WriteEndObject();
    }

    // Half surrogates would make the writer throw; paragraphs stay apart.
    private static string Text(string value) => string.Join("\n\n", value.Split("\n\n").Select(SingleLine.Of));
}
