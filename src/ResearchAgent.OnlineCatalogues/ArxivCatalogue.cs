using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>arXiv's query interface, which answers in Atom. See https://info.arxiv.org/help/api/user-manual.html.</summary>
internal sealed class ArxivCatalogue(CatalogueClient client, OnlineCatalogueOptions options)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Arxiv = "http://arxiv.org/schemas/atom";

    /// <param name="path">"arxiv:2305.04091".</param>
    /// <returns>Null where there is no such paper.</returns>
    public async Task<ReadResult?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var id = path["arxiv:".Length..];
        var answer = await client.GetAsync(new Uri(options.ArxivAddress, "api/query?id_list=" + Uri.EscapeDataString(id)), options.ArxivInterval, cancellationToken);
        return answer switch
        {
            CatalogueAnswer.Found found => Read(path, id, found.Text),
            CatalogueAnswer.Failed failed => new ReadFailure(path, 0, failed.Message),
            _ => null,
        };
    }

    private ReadResult? Read(string path, string id, string text)
    {
        XElement feed;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true });
            feed = XElement.Load(reader);
        }
        catch (XmlException)
        {
            return Malformed(path);
        }

        if (feed.Name != Atom + "feed")
        {
            return Malformed(path);
        }

        // A paper that is not there gives no entry; an id that arXiv does not like, one titled "Error".
        var entry = feed.Elements(Atom + "entry").FirstOrDefault(e => PaperId.NormalizeArxivId(Line(e, Atom + "id")) == id);
        return entry is null ? null : Line(entry, Atom + "title") is not { } title ? Malformed(path) : Record(path, id, title, entry);
    }

    private static PaperRecord Record(string path, string id, string title, XElement entry)
    {
        var fields = new CatalogueFields();
        var issued = Line(entry, Atom + "published")?.Split('T')[0];
        fields.Add(BibliographicField.Issued, issued);
        fields.Add(BibliographicField.Note, Line(entry, Arxiv + "journal_ref"));
        fields.Add(BibliographicField.Note, Line(entry, Arxiv + "comment"));
        return new PaperRecord(path, 0, LatexText.ToPlain(title))
        {
            Authors = [.. entry.Elements(Atom + "author").Select(a => Line(a, Atom + "name")).OfType<string>().Select(LatexText.ToPlain)],
            Year = int.TryParse(issued?.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null,
            ArxivId = id,
            Doi = PaperId.NormalizeDoi(Line(entry, Arxiv + "doi")),
            Url = "https://arxiv.org/abs/" + id,
            Tags = [.. entry.Elements(Atom + "category").Select(c => c.Attribute("term")?.Value).OfType<string>().Select(CatalogueText.Line).Where(t => t.Length > 0).Distinct()],
            Type = "article",
            Fields = fields.ToDictionary(),
            Sections = Line(entry, Atom + "summary") is { } summary ? [new Section("Abstract", LatexText.ToPlain(summary))] : [],
            Authority = RecordAuthority.Bibliography,
        };
    }

    private static string? Line(XElement parent, XName name) => parent.Element(name)?.Value is { } text && CatalogueText.Line(text) is { Length: > 0 } line ? line : null;

    private ReadFailure Malformed(string path) =>
        new(path, 0, $"{options.ArxivAddress.Host} answers with something that is no Atom feed of a paper. Try again later, or add the paper from a file.");
}
