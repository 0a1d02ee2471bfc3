using System.Globalization;
using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>An open catalogue that also knows abstracts, as lists of places for each word. See https://docs.openalex.org/.</summary>
internal sealed class OpenAlexCatalogue(CatalogueClient client, OnlineCatalogueOptions options)
{
    // The longest abstracts that deserve the name have some thousand words.
    private const int MaxAbstractWords = 20_000;

    /// <param name="path">"doi:10.1000/xyz".</param>
    /// <returns>Null where there is no such work.</returns>
    public async Task<ReadResult?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var doi = path["doi:".Length..];
        var mailto = options.Mailto is { } address ? "?mailto=" + Uri.EscapeDataString(address) : "";
        var answer = await client.GetAsync(new Uri(options.OpenAlexAddress, $"works/doi:{Uri.EscapeDataString(doi).Replace("%2F", "/", StringComparison.Ordinal)}{mailto}"), TimeSpan.Zero, cancellationToken);
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
        return document is not null && CatalogueText.Plain(document.RootElement.Text("title") ?? document.RootElement.Text("display_name") ?? "") is { Length: > 0 } title
            ? Record(path, doi, title, document.RootElement)
            : new ReadFailure(path, 0, $"{options.OpenAlexAddress.Host} answers with something that is no record of a work. Try again later, or add the paper from a file.");
    }

    private static PaperRecord Record(string path, string doi, string title, JsonElement work)
    {
        var source = work.Member("primary_location")?.Member("source");
        var biblio = work.Member("biblio");
        var fields = new CatalogueFields();
        fields.Add(BibliographicField.Issued, work.Text("publication_date"));
        fields.Add(BibliographicField.Volume, biblio?.Text("volume"));
        fields.Add(BibliographicField.Issue, biblio?.Text("issue"));
        fields.Add(BibliographicField.Page, Pages(biblio?.Text("first_page"), biblio?.Text("last_page")));
        fields.Add(BibliographicField.Issn, source is { } journal ? journal.Texts("issn") : []);
        fields.Add(BibliographicField.Language, work.Text("language"));
        var type = TypeOf(work.Text("type"), source?.Text("type"));
        fields.Add(BibliographicField.Publisher, type is "article-journal" or "article" ? null : source?.Text("host_organization_name"));
        return new PaperRecord(path, 0, title)
        {
            Authors = [.. work.Items("authorships").Select(a => CatalogueText.Plain(a.Member("author")?.Text("display_name") ?? a.Text("raw_author_name") ?? "")).Where(n => n.Length > 0)],
            Year = work.Member("publication_year") is { ValueKind: JsonValueKind.Number } year && year.TryGetInt32(out var number) && number > 0 ? number : null,
            Venue = source?.Text("display_name") is { } venue && CatalogueText.Plain(venue) is { Length: > 0 } name ? name : null,
            Doi = doi,
            Type = type,
            Fields = fields.ToDictionary(),
            Sections = Abstract(work) is { Length: > 0 } summary ? [new Section("Abstract", summary)] : [],
            Authority = RecordAuthority.Bibliography,
        };
    }

    /// <summary>Puts each word back at its places.</summary>
    private static string Abstract(JsonElement work)
    {
        var words = new SortedDictionary<int, string>();
        if (work.Member("abstract_inverted_index") is not { ValueKind: JsonValueKind.Object } index)
        {
            return "";
        }

        foreach (var word in index.EnumerateObject())
        {
            foreach (var place in word.Value.Items())
            {
                if (place.ValueKind == JsonValueKind.Number && place.TryGetInt32(out var number) && number >= 0)
                {
                    words[number] = word.Name;
                    if (words.Count > MaxAbstractWords)
                    {
                        return "";
                    }
                }
            }
        }

        var text = CatalogueText.Plain(string.Join(' ', words.Values));
        return text.StartsWith("Abstract ", StringComparison.Ordinal) ? text["Abstract ".Length..] : text;
    }

    private static string? Pages(string? first, string? last) => first is null ? null : last is null || last == first ? first : $"{first}-{last}";

    private static string? TypeOf(string? type, string? source) => type switch
    {
        "article" or "review" or "letter" or "editorial" or "erratum" => source switch
        {
            "conference" => "paper-conference",
            "repository" => "article",
            "book series" or "ebook platform" => "chapter",
            _ => "article-journal",
        },
        "preprint" => "article",
        "book" or "report" or "dataset" or "standard" => type,
        "book-chapter" or "book-section" => "chapter",
        "reference-entry" => "entry",
        "dissertation" => "thesis",
        "software" => "software",
        _ => null,
    };
}
