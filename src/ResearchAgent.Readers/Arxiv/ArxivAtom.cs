using System.Runtime.CompilerServices;
using System.Xml.Linq;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Readers.Arxiv;

/// <summary>Answers of arXiv's query interface, which are Atom feeds: one record an entry.</summary>
public static class ArxivAtom
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Extension = "http://arxiv.org/schemas/atom";

    /// <summary>
    /// Records with abstract, authors, "categories" (the primary one first), DOI, venue and dates; a failure for an
    /// entry that tells of an error, which is how arXiv answers a bad query, and one where the feed stops being XML.
    /// </summary>
    /// <param name="source">What stands in records and failures as the path: a file or an address.</param>
    public static async IAsyncEnumerable<ReadResult> ReadAsync(
        TextReader feed, string source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (entry, line, error) in XmlRecords.ReadAsync(feed, r => r.LocalName == "entry" && r.NamespaceURI == Atom.NamespaceName, cancellationToken))
        {
            yield return entry is null
                ? new ReadFailure(source, line, $"this is not XML: {error}. Fetch the answer again; the entries before it were read.")
                : Read(source, line, entry);
        }
    }

    private static ReadResult Read(string source, int line, XElement entry)
    {
        var id = Text(entry, Atom + "id") ?? "";
        var title = Text(entry, Atom + "title");
        if (id.Contains("/api/errors", StringComparison.Ordinal) || (title == "Error" && entry.Element(Atom + "published") is null))
        {
            return new ReadFailure(source, line, $"arXiv answered with an error: {RecordText.Shown(Text(entry, Atom + "summary") ?? id)}. Correct the query.");
        }

        var draft = new RecordDraft(source, line)
        {
            Title = title is null ? null : Plain(title),
            Type = "article",
            Abstract = Plain(entry.Element(Atom + "summary")?.Value ?? ""),
        };
        draft.Authors = [.. entry.Elements(Atom + "author").Select(a => Text(a, Atom + "name")).OfType<string>()];
        draft.AddArxivId(id);
        draft.AddUrl(id.Replace("http://arxiv.org", "https://arxiv.org", StringComparison.OrdinalIgnoreCase));
        draft.AddDoi(Text(entry, Extension + "doi") ?? "");
        draft.Venue = Text(entry, Extension + "journal_ref");
        if (PartialDate.TryParse(Text(entry, Atom + "published") ?? "", out var published))
        {
            draft.SetIssued(published);
        }

        draft.Add("updated", PartialDate.TryParse(Text(entry, Atom + "updated") ?? "", out var updated) ? updated.ToString() : "");
        draft.Add(BibliographicField.Note, Text(entry, Extension + "comment") ?? "");
        var categories = entry.Elements(Atom + "category").Prepend(entry.Element(Extension + "primary_category"));
        foreach (var term in categories.Select(c => c?.Attribute("term")?.Value).OfType<string>())
        {
            draft.Add("categories", term);
        }

        foreach (var affiliation in entry.Elements(Atom + "author").Elements(Extension + "affiliation"))
        {
            draft.Add("affiliation", affiliation.Value);
        }

        return draft.ToResult();
    }

    private static string Plain(string text) => text.Contains('\\', StringComparison.Ordinal) ? LatexText.ToPlain(text) : text;

    private static string? Text(XElement parent, XName name) =>
        parent.Element(name) is { } element && RecordText.OneLine(element.Value) is { Length: > 0 } text ? text : null;
}
