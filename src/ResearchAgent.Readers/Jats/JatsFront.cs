using System.Globalization;
using System.Xml.Linq;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Jats;

/// <summary>The bibliographic record in an article's front matter.</summary>
internal static class JatsFront
{
    /// <summary>Dates that are no publication of this article.</summary>
    private static readonly string[] OtherDates = ["pmc-release", "preprint", "corrected", "retracted", "nihms-submitted", "received", "accepted"];

    public static PaperRecord Read(string path, XElement article)
    {
        var front = (article.Element("front") ?? article.Element("front-stub"))!;
        var meta = front.Element("article-meta")!;
        var journal = front.Element("journal-meta");
        var issued = Issued(meta);
        return new PaperRecord(path, 1, Title(meta))
        {
            Authors = Authors(meta),
            Year = issued is null ? null : int.Parse(issued.AsSpan(0, 4), CultureInfo.InvariantCulture),
            Venue = Venue(journal),
            Doi = ArticleId(meta, "doi"),
            ArxivId = ArticleId(meta, "arxiv"),
            Tags = Keywords(meta),
            Type = (string?)article.Attribute("article-type") switch
            {
                "book-review" or "product-review" => "review-book",
                "preprint" => "article",
                _ => "article-journal",
            },
            Fields = Fields(article, meta, journal, issued),
        };
    }

    private static string Title(XElement meta)
    {
        var group = meta.Element("title-group");
        var title = JatsText.OneLine(group?.Element("article-title"));
        var subtitle = JatsText.OneLine(group?.Element("subtitle"));
        return subtitle.Length == 0 ? title : title + (title is [.., ':' or '?' or '!'] ? " " : ": ") + subtitle;
    }

    private static List<string> Authors(XElement meta) =>
        [
            .. meta.Elements("contrib-group").Elements("contrib")
                .Where(c => (string?)c.Attribute("contrib-type") is null or "author")
                .Select(Author).Where(a => a.Length > 0),
        ];

    private static string Author(XElement contributor)
    {
        var named = contributor.Element("name-alternatives") ?? contributor;
        return (named.Element("name") ?? named.Element("string-name")) is { } name ? Person(name)
            : (contributor.Element("collab") ?? contributor.Element("collab-alternatives")?.Element("collab")) is { } group ? Group(group)
            : "";
    }

    /// <summary>A <c>name</c> or <c>string-name</c>.</summary>
    public static string Person(XElement name) =>
        name.Element("surname") is { } family
            ? XmlPerson.Name(name.Element("given-names")?.Value, family.Value, name.Element("suffix")?.Value)
            : RecordText.OneLine(name.Value);

    /// <summary>A <c>collab</c>, without the people that it may list.</summary>
    public static string Group(XElement group)
    {
        var own = new XElement(group);
        own.Elements("contrib-group").Remove();
        return XmlPerson.Group(JatsText.OneLine(own));
    }

    private static string? Venue(XElement? journal)
    {
        var title = (journal?.Element("journal-title-group") ?? journal)?.Element("journal-title")
            ?? journal?.Elements("journal-id").FirstOrDefault(i => (string?)i.Attribute("journal-id-type") is "nlm-ta" or "iso-abbrev");
        return JatsText.OneLine(title) is { Length: > 0 } venue ? venue : null;
    }

    private static string? ArticleId(XElement meta, string type) =>
        meta.Elements("article-id").Where(i => (string?)i.Attribute("pub-id-type") == type).Select(i => i.Value.Trim()).FirstOrDefault(i => i.Length > 0);

    // The first date in print or online, as Crossref has it; of two in one month the one that tells the day.
    private static string? Issued(XElement meta) =>
        meta.Elements("pub-date")
            .Where(d => !OtherDates.Contains((string?)d.Attribute("pub-type") ?? (string?)d.Attribute("date-type")))
            .Select(Date).OfType<string>()
            .OrderBy(d => d.PadRight(10, '9'), StringComparer.Ordinal).FirstOrDefault();

    private static string? Date(XElement date)
    {
        if (Number(date.Element("year")) is not { } year || year is < 1500 or > 2100)
        {
            return null;
        }

        var month = Number(date.Element("month")) is { } m and >= 1 and <= 12 ? string.Create(CultureInfo.InvariantCulture, $"-{m:00}") : "";
        var day = month.Length > 0 && Number(date.Element("day")) is { } d and >= 1 and <= 31 ? string.Create(CultureInfo.InvariantCulture, $"-{d:00}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{year}{month}{day}");
    }

    private static int? Number(XElement? element) =>
        int.TryParse(element?.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static List<string> Keywords(XElement meta) =>
        [
            .. meta.Elements("kwd-group")
                .Where(g => ((string?)g.Attribute("kwd-group-type"))?.Contains("abbr", StringComparison.OrdinalIgnoreCase) != true)
                .Elements("kwd").Select(JatsText.OneLine).Where(k => k.Length > 0).Distinct(StringComparer.Ordinal),
        ];

    private static Dictionary<string, IReadOnlyList<string>> Fields(XElement article, XElement meta, XElement? journal, string? issued)
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Add(BibliographicField.Volume, meta.Element("volume")?.Value);
        Add(BibliographicField.Issue, meta.Element("issue")?.Value);
        Add(BibliographicField.Page, Pages(meta) ?? meta.Element("elocation-id")?.Value);
        var publisher = journal?.Element("publisher");
        Add(BibliographicField.Publisher, publisher?.Element("publisher-name")?.Value);
        Add(BibliographicField.PublisherPlace, publisher?.Element("publisher-loc")?.Value);
        Add(BibliographicField.Issn, [.. (journal?.Elements("issn") ?? []).Select(i => i.Value)]);
        Add(BibliographicField.Issued, issued);
        Add(BibliographicField.Language, ((string?)article.Attribute("lang"))?.ToLowerInvariant());
        return fields;

        void Add(string name, params string?[] values)
        {
            List<string> clean = [.. values.Select(v => RecordText.OneLine(v ?? "")).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];
            if (clean.Count > 0)
            {
                fields[name] = clean;
            }
        }
    }

    /// <summary>"12-34" of <c>fpage</c> and <c>lpage</c>; null where there is no first page.</summary>
    public static string? Pages(XElement element)
    {
        var first = RecordText.OneLine(element.Element("fpage")?.Value ?? "");
        var last = RecordText.OneLine(element.Element("lpage")?.Value ?? "");
        return first.Length == 0 ? null : last.Length == 0 || last == first ? first : $"{first}-{last}";
    }
}
