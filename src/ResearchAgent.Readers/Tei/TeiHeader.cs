using System.Globalization;
using System.Xml.Linq;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Tei;

/// <summary>The bibliographic record in a TEI header.</summary>
internal static class TeiHeader
{
    public static PaperRecord Read(string path, XElement header)
    {
        var source = header.Element("fileDesc")?.Element("sourceDesc")?.Element("biblStruct");
        var titles = header.Element("fileDesc")?.Element("titleStmt")?.Elements("title").ToList() ?? [];
        var venue = source is null ? null : Venue(source);
        var issued = Date(source) ?? Date(header.Element("fileDesc")?.Element("publicationStmt"));
        var record = new PaperRecord(path, 1, Title(titles))
        {
            Authors = source is null ? [] : Authors(source),
            Year = issued is null ? null : int.Parse(issued.AsSpan(0, 4), CultureInfo.InvariantCulture),
            Venue = venue?.Title,
            Doi = Identifier(source, "DOI"),
            ArxivId = Identifier(source, "arXiv"),
            Tags = [.. header.Descendants("keywords").Descendants("term").Select(t => RecordText.OneLine(t.Value)).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal)],
            Type = venue?.Level switch { "j" => "article-journal", "m" when source!.Element("analytic") is not null => "paper-conference", _ => null },
            Fields = Fields(header, source, issued),
            Authority = header.Descendants("application").Any(a => (string?)a.Attribute("ident") == "GROBID") ? RecordAuthority.Guessed : RecordAuthority.Stated,
        };

        // A publisher's TEI may say everything in the statement of the title.
        return record.Authors.Count > 0 ? record : record with { Authors = Authors(header.Element("fileDesc")?.Element("titleStmt")) };
    }

    /// <summary>People of a bibliographic structure: those of the article, or else those of the whole it is.</summary>
    public static IReadOnlyList<string> Authors(XElement? structure)
    {
        List<string> Of(XElement? part) => [.. (part?.Elements("author") ?? []).Select(Author).Where(a => a.Length > 0)];
        return Of(structure?.Element("analytic")) is { Count: > 0 } own ? own
            : Of(structure?.Element("monogr")) is { Count: > 0 } whole ? whole
            : Of(structure);
    }

    /// <summary>The title of the journal, book or proceedings, and its level: "j" or "m".</summary>
    public static (string Title, string? Level)? Venue(XElement structure)
    {
        var title = structure.Element("monogr")?.Elements("title").FirstOrDefault(t => t.Value.Trim().Length > 0);
        return title is null ? null : (RecordText.OneLine(title.Value), (string?)title.Attribute("level"));
    }

    /// <summary>"2019-03-12", "2019-03" or "2019"; null when no date is known.</summary>
    public static string? Date(XElement? element)
    {
        var dates = element?.Descendants("date").ToList() ?? [];
        var date = dates.FirstOrDefault(d => (string?)d.Attribute("type") == "published") ?? dates.FirstOrDefault();
        var when = ((string?)date?.Attribute("when") ?? date?.Value ?? "").Trim();
        if (when.Length > 4 && DateOnly.TryParse(when, CultureInfo.InvariantCulture, out var day) && when[4] == '-')
        {
            return when.Length > 7 ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        }

        return CitedWorkText.YearIn(when)?.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>An <c>idno</c>; GROBID writes its type in varying case.</summary>
    public static string? Identifier(XElement? element, string type) =>
        element?.Descendants("idno").FirstOrDefault(i => string.Equals((string?)i.Attribute("type"), type, StringComparison.OrdinalIgnoreCase))?.Value.Trim() is { Length: > 0 } id ? id : null;

    /// <summary>A <c>biblScope</c>: "12", or "12-34" of its bounds.</summary>
    public static string? Scope(XElement? structure, string unit)
    {
        var scope = structure?.Element("monogr")?.Element("imprint")?.Elements("biblScope").FirstOrDefault(s => (string?)s.Attribute("unit") == unit);
        var (from, to) = ((string?)scope?.Attribute("from"), (string?)scope?.Attribute("to"));
        var written = from is not null && to is not null && from != to ? $"{from}-{to}" : from ?? scope?.Value ?? "";
        return RecordText.OneLine(written) is { Length: > 0 } value ? value : null;
    }

    private static string Title(List<XElement> titles) =>
        RecordText.OneLine((titles.FirstOrDefault(t => (string?)t.Attribute("type") == "main") ?? titles.FirstOrDefault())?.Value ?? "");

    private static string Author(XElement author)
    {
        if (author.Element("persName") is { } person)
        {
            var given = string.Join(' ', person.Elements("forename").Select(f => f.Value.Trim()));
            return XmlPerson.Name(given, person.Element("surname")?.Value, person.Element("genName")?.Value);
        }

        // An affiliation without a person is what GROBID could not place.
        return author.HasElements ? "" : RecordText.OneLine(author.Value);
    }

    private static Dictionary<string, IReadOnlyList<string>> Fields(XElement header, XElement? source, string? issued)
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Add(BibliographicField.Volume, Scope(source, "volume"));
        Add(BibliographicField.Issue, Scope(source, "issue"));
        Add(BibliographicField.Page, Scope(source, "page"));
        Add(BibliographicField.Publisher, header.Element("fileDesc")?.Element("publicationStmt")?.Element("publisher")?.Value);
        Add(BibliographicField.Issn, Identifier(source, "ISSN"));
        Add(BibliographicField.Issued, issued);
        Add(BibliographicField.Language, ((string?)header.Attribute("lang"))?.ToLowerInvariant());
        return fields;

        void Add(string name, string? value)
        {
            if (RecordText.OneLine(value ?? "") is { Length: > 0 } clean)
            {
                fields[name] = [clean];
            }
        }
    }
}
