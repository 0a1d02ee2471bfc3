using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Html;

/// <summary>The bibliographic record of a page: meta tags for search engines, JSON-LD, LaTeXML's classes, or else the page's headings.</summary>
/// <param name="Abstract">The abstract that a meta tag holds.</param>
internal sealed partial record HtmlMeta(PaperRecord Record, string? Abstract)
{
    public static HtmlMeta Read(string path, IHtmlDocument document)
    {
        var tags = document.QuerySelectorAll("meta")
            .Select(m => (Name: (m.GetAttribute("name") ?? m.GetAttribute("property") ?? "").ToLowerInvariant(), Value: RecordText.OneLine(m.GetAttribute("content") ?? "")))
            .Where(m => m.Name.Length > 0 && m.Value.Length > 0).ToLookup(m => m.Name, m => m.Value);
        var linked = LinkedData(document);
        var title = First(tags, "citation_title", "dc.title", "dcterms.title", "prism.title") ?? linked.Title;
        List<string> authors = [.. tags["citation_author"].Concat(tags["citation_authors"].SelectMany(a => a.Split(';'))).Select(Person).Where(a => a.Length > 0)];
        authors = authors.Count > 0 ? authors : [.. tags["dc.creator"].Concat(tags["dcterms.creator"]).SelectMany(c => c.Split(';')).Select(Person).Where(a => a.Length > 0)];
        authors = authors.Count > 0 ? authors : [.. linked.Authors];
        var isStated = title is not null && authors.Count > 0;
        if (authors.Count == 0)
        {
            authors = [.. document.QuerySelectorAll(".ltx_personname").SelectMany(PeopleOf)];
        }

        title ??= Text(document.QuerySelector(".ltx_title_document")) ?? Text(document.QuerySelectorAll("h1").FirstOrDefault(h => h.TextContent.Any(char.IsLetter))) ?? First(tags, "og:title") ?? SiteName().Replace(RecordText.OneLine(document.Title ?? ""), "");
        var issued = Date(First(tags, "citation_publication_date", "citation_date", "citation_online_date", "dc.date", "dcterms.issued", "prism.publicationdate", "article:published_time") ?? linked.Date ?? "");
        var journal = First(tags, "citation_journal_title", "prism.publicationname");
        var meeting = First(tags, "citation_conference_title", "citation_inbook_title");
        var record = new PaperRecord(path, 1, title)
        {
            Authors = authors,
            Year = issued is null ? null : int.Parse(issued.AsSpan(0, 4), CultureInfo.InvariantCulture),
            Venue = journal ?? meeting ?? linked.Venue,
            Doi = new[] { First(tags, "citation_doi", "prism.doi", "bepress_citation_doi"), linked.Doi }.Concat(tags["dc.identifier"]).Select(PaperId.NormalizeDoi).OfType<string>().FirstOrDefault(),
            ArxivId = PaperId.NormalizeArxivId(First(tags, "citation_arxiv_id")) ?? ArxivIdOf(document),
            Url = document.QuerySelector("link[rel=canonical]")?.GetAttribute("href") is { } address && address.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? address : null,
            Tags = [.. tags["citation_keywords"].Concat(tags["citation_keyword"]).Concat(tags["dc.subject"]).SelectMany(k => k.Split(';', ',')).Select(k => k.Trim()).Where(k => k.Length > 0).Distinct(StringComparer.Ordinal)],
            Type = journal is not null ? "article-journal" : meeting is not null ? "paper-conference" : null,
            Fields = Fields(tags, document, issued),
            Authority = isStated ? RecordAuthority.Stated : RecordAuthority.Guessed,
        };
        return new HtmlMeta(record, First(tags, "citation_abstract", "dcterms.abstract") is { } summary ? RecordText.OneLine(AnyTag().Replace(summary, " ")) : null);
    }

    private static string? First(ILookup<string, string> tags, params string[] names) => names.SelectMany(n => tags[n]).FirstOrDefault();

    private static string? Text(IElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var own = (IElement)element.Clone();
        foreach (var note in own.QuerySelectorAll(".ltx_note, .ltx_tag, script, style").ToList())
        {
            note.Remove();
        }

        return RecordText.OneLine(own.TextContent) is { Length: > 0 } text ? text : null;
    }

    // "Wang, Lei" and "Lei Wang" are both written.
    private static string Person(string name) =>
        name.Split(',') is [var family, var given] ? XmlPerson.Name(given.Trim(), family.Trim()) : name.Trim();

    // All authors of one affiliation in one element, one a line, with marks and addresses among them.
    private static IEnumerable<string> PeopleOf(IElement element)
    {
        var own = (IElement)element.Clone();
        foreach (var mark in own.QuerySelectorAll("sup, .ltx_note, .ltx_contact, .ltx_affiliation, math, .ltx_font_typewriter, a[href^=mailto]").ToList())
        {
            mark.Remove();
        }

        foreach (var line in own.QuerySelectorAll("br").ToList())
        {
            line.Replace(own.Owner!.CreateTextNode("\n"));
        }

        var first = own.TextContent.Split('\n').Select(RecordText.OneLine).FirstOrDefault(l => l.Any(char.IsLetter)) ?? "";
        return first.Split([",", " and ", "&", ";"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(n => n.Trim(' ', '*', '†', '‡', '1', '2', '3', '4', '5', '6', '7', '8', '9'))
            .Where(n => n.Length is > 1 and <= 60 && !n.Any(char.IsDigit) && !n.Contains('@', StringComparison.Ordinal));
    }

    private static string? Date(string written)
    {
        var match = IsoDate().Match(written);
        return match.Success ? match.Groups[2].Success ? $"{match.Groups[1].Value}-{match.Groups[2].Value.PadLeft(2, '0')}{(match.Groups[3].Success ? "-" + match.Groups[3].Value.PadLeft(2, '0') : "")}" : match.Groups[1].Value
            : CitedWorkText.YearIn(written)?.ToString(CultureInfo.InvariantCulture);
    }

    private static string? ArxivIdOf(IHtmlDocument document)
    {
        var places = document.QuerySelectorAll("base[href], link[rel=canonical]").Select(e => e.GetAttribute("href") ?? "").Append(document.QuerySelector("#watermark-tr")?.TextContent ?? "");
        return places.Select(p => ArxivAddress().Match(p)).Where(m => m.Success).Select(m => m.Groups["id"].Value).FirstOrDefault();
    }

    private static Dictionary<string, IReadOnlyList<string>> Fields(ILookup<string, string> tags, IHtmlDocument document, string? issued)
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        Add(BibliographicField.Volume, First(tags, "citation_volume", "prism.volume"));
        Add(BibliographicField.Issue, First(tags, "citation_issue", "prism.number"));
        var (first, last) = (First(tags, "citation_firstpage", "prism.startingpage"), First(tags, "citation_lastpage", "prism.endingpage"));
        Add(BibliographicField.Page, first is not null && last is not null && last != first ? $"{first}-{last}" : first);
        Add(BibliographicField.Publisher, First(tags, "citation_publisher", "dc.publisher"));
        Add(BibliographicField.Issn, First(tags, "citation_issn", "prism.issn"));
        Add(BibliographicField.Isbn, First(tags, "citation_isbn"));
        Add(BibliographicField.Issued, issued);
        Add(BibliographicField.Language, (First(tags, "citation_language", "dc.language") ?? document.DocumentElement.GetAttribute("lang"))?.ToLowerInvariant());
        return fields;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                fields[name] = [value];
            }
        }
    }

    private sealed record Linked(string? Title, IReadOnlyList<string> Authors, string? Date, string? Venue, string? Doi);

    private static Linked LinkedData(IHtmlDocument document)
    {
        foreach (var script in document.QuerySelectorAll("script[type='application/ld+json']"))
        {
            try
            {
                using var json = JsonDocument.Parse(script.TextContent, new JsonDocumentOptions { AllowTrailingCommas = true });
                var articles = Objects(json.RootElement).Where(o => Words(o, "@type").Any(t => t is "ScholarlyArticle" or "MedicalScholarlyArticle" or "Article" or "TechArticle" or "Report"));
                if (articles.FirstOrDefault() is { ValueKind: JsonValueKind.Object } article)
                {
                    List<string> authors = [.. Values(article, "author").Select(a => a.ValueKind == JsonValueKind.String ? a.GetString()! : Words(a, "name").FirstOrDefault() ?? "").Select(Person).Where(a => a.Length > 0)];
                    var doi = Words(article, "sameAs").Concat(Words(article, "identifier")).Concat(Words(article, "@id")).Select(PaperId.NormalizeDoi).OfType<string>().FirstOrDefault();
                    return new Linked(
                        (Words(article, "name").FirstOrDefault() ?? Words(article, "headline").FirstOrDefault()) is { } title ? RecordText.OneLine(title) : null,
                        authors, Words(article, "datePublished").FirstOrDefault(), Values(article, "isPartOf").SelectMany(p => Words(p, "name")).FirstOrDefault(), doi);
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // A page with a damaged block of data is still a page.
            }
        }

        return new Linked(null, [], null, null, null);
    }

    private static IEnumerable<JsonElement> Objects(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => root.EnumerateArray().SelectMany(Objects),
        JsonValueKind.Object => Values(root, "@graph").Concat(Values(root, "mainEntity")).Where(v => v.ValueKind == JsonValueKind.Object).Prepend(root),
        _ => [],
    };

    private static List<JsonElement> Values(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : [value];

    private static IEnumerable<string> Words(JsonElement element, string name) =>
        Values(element, name).Where(v => v.ValueKind == JsonValueKind.String).Select(v => RecordText.OneLine(v.GetString()!));

    [GeneratedRegex(@"^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:T|\s|$)")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"(?:arxiv\.org|ar5iv\.(?:labs\.arxiv\.)?org)?/?(?:html|abs|pdf)/(?<id>\d{4}\.\d{4,5})|arXiv:(?<id>\d{4}\.\d{4,5})", RegexOptions.IgnoreCase)]
    private static partial Regex ArxivAddress();

    [GeneratedRegex(@"\s[|–—·]\s[^|–—·]{1,60}$|^\[\d{4}\.\d{4,5}\]\s")]
    private static partial Regex SiteName();

    [GeneratedRegex("<[^<>]{1,200}>")]
    private static partial Regex AnyTag();
}
