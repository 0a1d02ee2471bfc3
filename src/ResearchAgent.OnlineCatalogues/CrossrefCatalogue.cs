using System.Globalization;
using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>What publishers deposit with a DOI. See https://api.crossref.org/.</summary>
internal sealed class CrossrefCatalogue(CatalogueClient client, OnlineCatalogueOptions options)
{
    /// <param name="path">"doi:10.1000/xyz".</param>
    /// <returns>Null where there is no such work.</returns>
    public async Task<ReadResult?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var doi = path["doi:".Length..];
        var mailto = options.Mailto is { } address ? "?mailto=" + Uri.EscapeDataString(address) : "";
        var answer = await client.GetAsync(new Uri(options.CrossrefAddress, $"works/{Uri.EscapeDataString(doi)}{mailto}"), TimeSpan.Zero, cancellationToken);
        return answer switch
        {
            CatalogueAnswer.Found found => Read(path, doi, found.Text),
            CatalogueAnswer.Failed failed => new ReadFailure(path, 0, failed.Message),
            _ => null,
        };
    }

    private ReadResult Read(string path, string doi, string text)
    {
        using var document = CatalogueJson.Parse(text);
        return document is not null && document.RootElement.Member("message") is { } work && Title(work) is { Length: > 0 } title
            ? Record(path, doi, title, work)
            : new ReadFailure(path, 0, $"{options.CrossrefAddress.Host} answers with something that is no record of a work. Try again later, or add the paper from a file.");
    }

    private static PaperRecord Record(string path, string doi, string title, JsonElement work)
    {
        var type = TypeOf(work.Text("type"));
        var fields = new CatalogueFields();
        var issued = work.Member("issued")?.Member("date-parts") is { } dates && dates.Items().FirstOrDefault() is var first ? DateOf(first) : null;
        fields.Add(BibliographicField.Issued, issued);
        fields.Add(BibliographicField.Volume, work.Text("volume"));
        fields.Add(BibliographicField.Issue, work.Text("issue"));
        fields.Add(BibliographicField.Page, work.Text("page"));
        fields.Add(BibliographicField.Number, work.Text("article-number") ?? (type == "report" ? work.Text("number") : null));
        fields.Add(BibliographicField.Edition, work.Text("edition-number"));
        fields.Add(BibliographicField.Publisher, type is "thesis" or "report" && work.Items("institution").FirstOrDefault() is { ValueKind: JsonValueKind.Object } school ? school.Text("name") : work.Text("publisher"));
        fields.Add(BibliographicField.PublisherPlace, work.Text("publisher-location"));
        fields.Add(BibliographicField.Genre, work.Texts("degree").FirstOrDefault());
        fields.Add("container-title-short", work.Texts("short-container-title").FirstOrDefault());
        fields.Add(BibliographicField.CollectionTitle, work.Texts("container-title").Skip(1).FirstOrDefault());
        fields.Add(BibliographicField.EventTitle, work.Member("event")?.Text("name"));
        fields.Add("event-place", work.Member("event")?.Text("location"));
        fields.Add(BibliographicField.Isbn, work.Texts("ISBN"));
        fields.Add(BibliographicField.Issn, work.Texts("ISSN"));
        fields.Add(BibliographicField.Language, work.Text("language"));
        fields.Add(BibliographicField.Editor, Names(work, "editor"));
        fields.Add(BibliographicField.Translator, Names(work, "translator"));
        return new PaperRecord(path, 0, title)
        {
            Authors = Names(work, "author"),
            Year = int.TryParse(issued?.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null,
            Venue = work.Texts("container-title").Select(CatalogueText.Plain).FirstOrDefault(v => v.Length > 0) ?? (type == "article" ? work.Items("institution").Select(i => i.Text("name")).FirstOrDefault() : null),
            Doi = doi,
            Type = type,
            Fields = fields.ToDictionary(),
            Sections = work.Text("abstract") is { } jats && CatalogueText.Paragraphs(jats) is { Length: > 0 } summary ? [new Section("Abstract", summary)] : [],
            Authority = RecordAuthority.Bibliography,
        };
    }

    // A subtitle stands apart, and sometimes in the title as well.
    private static string? Title(JsonElement work)
    {
        var title = work.Texts("title").Select(CatalogueText.Plain).FirstOrDefault(t => t.Length > 0);
        var subtitle = work.Texts("subtitle").Select(CatalogueText.Plain).FirstOrDefault(t => t.Length > 0);
        return title is null || subtitle is null || title.Contains(subtitle, StringComparison.OrdinalIgnoreCase) ? title
            : title[^1] is ':' or '?' or '!' ? $"{title} {subtitle}"
            : $"{title}: {subtitle}";
    }

    private static IReadOnlyList<string> Names(JsonElement work, string role) => [.. work.Items(role).Select(NameOf).OfType<string>()];

    private static string? NameOf(JsonElement person)
    {
        var family = CatalogueText.Plain(person.Text("family") ?? "").Replace(",", "", StringComparison.Ordinal);
        var given = CatalogueText.Plain(person.Text("given") ?? "").Replace(",", "", StringComparison.Ordinal);
        var suffix = CatalogueText.Plain(person.Text("suffix") ?? "").Replace(",", "", StringComparison.Ordinal);
        return family.Length > 0
            ? string.Join(", ", new[] { family, suffix, given }.Where(p => p.Length > 0))
            : CatalogueText.Plain(person.Text("name") ?? "") is { Length: > 0 } group ? $"{{{group}}}" : given.Length > 0 ? given : null;
    }

    private static string? DateOf(JsonElement parts)
    {
        List<string> numbers = [];
        foreach (var (index, part) in parts.Items().Take(3).Index())
        {
            // "[[null]]" is how Crossref says that it has no date.
            if (part.ValueKind != JsonValueKind.Number || !part.TryGetInt32(out var number) || number <= 0)
            {
                break;
            }

            numbers.Add(number.ToString(index == 0 ? "D4" : "D2", CultureInfo.InvariantCulture));
        }

        return numbers.Count > 0 ? string.Join('-', numbers) : null;
    }

    private static string? TypeOf(string? type) => type switch
    {
        "journal-article" => "article-journal",
        "proceedings-article" => "paper-conference",
        "book" or "monograph" or "edited-book" or "reference-book" or "proceedings" or "book-set" or "book-series" => "book",
        "book-chapter" or "book-section" or "book-part" or "book-track" => "chapter",
        "reference-entry" => "entry",
        "posted-content" => "article",
        "report" or "report-component" or "report-series" => "report",
        "dissertation" => "thesis",
        "dataset" or "database" => "dataset",
        "standard" => "standard",
        "peer-review" => "review",
        _ => null,
    };
}
