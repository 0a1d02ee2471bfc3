using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>
/// Gets the record of a paper from arXiv, Crossref and OpenAlex. It sends the identifier and nothing else of the library.
/// Safe for concurrent use.
/// </summary>
public sealed class CatalogueLookup : IDisposable
{
    private const int MaxIdentifierLength = 300;

    private readonly CatalogueClient _client;
    private readonly ArxivCatalogue _arxiv;
    private readonly CrossrefCatalogue _crossref;
    private readonly OpenAlexCatalogue _openAlex;

    public CatalogueLookup(OnlineCatalogueOptions options, TimeProvider time)
    {
        _client = new CatalogueClient(options, time);
        _arxiv = new ArxivCatalogue(_client, options);
        _crossref = new CrossrefCatalogue(_client, options);
        _openAlex = new OpenAlexCatalogue(_client, options);
    }

    /// <summary>The identifier as a record's path has it, "arxiv:2305.04091" or "doi:10.1000/xyz"; null for what is neither an arXiv id nor a DOI.</summary>
    public static string? Normalize(string identifier) =>
        identifier.Length > MaxIdentifierLength ? null
        : PaperId.NormalizeArxivId(identifier) is { } arxivId ? "arxiv:" + arxivId
        : PaperId.NormalizeDoi(identifier) is { } doi ? "doi:" + doi
        : null;

    /// <param name="identifier">"arxiv:2305.04091", "doi:10.1000/xyz", an address of arxiv.org or doi.org, or either without prefix.</param>
    /// <returns>
    /// A <see cref="PaperRecord"/> with its abstract as the one section, or with none where no catalogue has it;
    /// or a <see cref="ReadFailure"/> that says what to do. The path of both is the normalised identifier.
    /// </returns>
    public async Task<ReadResult> FindAsync(string identifier, CancellationToken cancellationToken) => Normalize(identifier) switch
    {
        null => new ReadFailure(Shown(identifier), 0, "this is neither an arXiv id nor a DOI. Write it as 'arxiv:2305.04091' or 'doi:10.1000/xyz'."),
        ['a', ..] path => await _arxiv.FindAsync(path, cancellationToken) ?? NotFound(path, "arXiv"),
        var path => await FindByDoiAsync(path, cancellationToken),
    };

    public void Dispose() => _client.Dispose();

    // Crossref has what publishers deposit; OpenAlex fills gaps, abstracts above all, and knows DOIs of other agencies.
    private async Task<ReadResult> FindByDoiAsync(string path, CancellationToken cancellationToken)
    {
        var deposited = await _crossref.FindAsync(path, cancellationToken);
        if (deposited is PaperRecord { Sections.Count: > 0 })
        {
            return deposited;
        }

        var collected = await _openAlex.FindAsync(path, cancellationToken);
        return (deposited, collected) switch
        {
            (PaperRecord record, PaperRecord more) => Completed(record, more),
            (PaperRecord record, _) => record,
            (_, PaperRecord record) => record,
            _ => deposited ?? collected ?? NotFound(path, "Crossref and OpenAlex"),
        };
    }

    private static PaperRecord Completed(PaperRecord record, PaperRecord more) => record with
    {
        Authors = record.Authors.Count > 0 ? record.Authors : more.Authors,
        Year = record.Year ?? more.Year,
        Venue = record.Venue ?? more.Venue,
        ArxivId = record.ArxivId ?? more.ArxivId,
        Url = record.Url ?? more.Url,
        Type = record.Type ?? more.Type,
        Sections = more.Sections,
        Fields = record.Fields.Concat(more.Fields.Where(f => !record.Fields.ContainsKey(f.Key))).ToDictionary(),
    };

    private static ReadFailure NotFound(string path, string where) =>
        new(path, 0, $"{where} {(where.Contains(" and ", StringComparison.Ordinal) ? "have" : "has")} no such paper. See whether the identifier is complete, or add the paper from a file.");

    private static string Shown(string identifier) => SingleLine.Of(identifier.Length > 80 ? identifier[..80] + "…" : identifier);
}
