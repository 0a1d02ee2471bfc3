using System.Xml.Linq;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Jats;

/// <summary>The lists of references, in their order.</summary>
internal static class JatsReferences
{
    private static readonly string[] Citations = ["element-citation", "mixed-citation", "nlm-citation", "citation"];

    public static IReadOnlyList<CitedWork> Read(XElement article) =>
        [
            .. article.Elements().Where(e => e.Name.LocalName is "back" or "body").SelectMany(e => e.Descendants("ref"))
                .Where(r => r.Ancestors("sub-article").Concat(r.Ancestors("response")).FirstOrDefault() is null)
                .SelectMany(Works),
        ];

    // One number may stand for several works (1a, 1b); alternatives are one work written twice.
    private static IEnumerable<CitedWork> Works(XElement reference)
    {
        var label = reference.Element("label")?.Value;
        var citations = (reference.Element("citation-alternatives") is { } alternatives ? alternatives.Elements().Take(1) : reference.Elements())
            .Where(e => Citations.Contains(e.Name.LocalName)).ToList();
        return citations.Count > 0
            ? citations.Select(c => Work(c, c.Element("label")?.Value ?? label)).OfType<CitedWork>()
            : CitedWorkText.Read(string.Join(' ', reference.Elements().Where(e => e.Name.LocalName != "label").Select(JatsText.OneLine)), label) is { } note ? [note] : [];
    }

    private static CitedWork? Work(XElement citation, string? label)
    {
        var authors = Authors(citation);
        var title = Field(citation, "article-title") ?? Field(citation, "chapter-title") ?? Field(citation, "part-title") ?? Field(citation, "data-title");
        var source = Field(citation, "source");
        var year = Field(citation, "year") is { } written ? CitedWorkText.YearIn(written) : null;

        // Only a mixed citation has the marks between its parts.
        var text = citation.Name.LocalName == "mixed-citation" || citation.Nodes().OfType<XText>().Any(t => t.Value.Any(char.IsLetterOrDigit))
            ? JatsText.OneLine(citation)
            : CitedWorkText.Write(
                authors, year, title ?? source, title is null ? null : source, Field(citation, "volume"), Field(citation, "issue"), JatsFront.Pages(citation) ?? Field(citation, "elocation-id"),
                string.Join(' ', new[] { Field(citation, "publisher-name"), Field(citation, "comment") }.OfType<string>()));
        if (CitedWorkText.Read(text, label) is not { } read)
        {
            return null;
        }

        return read with
        {
            Authors = authors,
            Title = (title ?? source)?.TrimEnd('.') ?? read.Title,
            Year = year ?? read.Year,
            Venue = title is null ? null : source,
            Doi = PaperId.NormalizeDoi(PublicationId(citation, "doi")) ?? read.Doi,
            ArxivId = PaperId.NormalizeArxivId(PublicationId(citation, "arxiv")) ?? read.ArxivId,
        };
    }

    private static List<string> Authors(XElement citation)
    {
        var groups = citation.Elements("person-group").Where(g => (string?)g.Attribute("person-group-type") is null or "author" or "allauthors").ToList();
        var people = (groups.Count > 0 ? groups.Elements() : citation.Elements()).Select(e => e.Name.LocalName switch
        {
            "name" or "string-name" => JatsFront.Person(e),
            "collab" => JatsFront.Group(e),
            "etal" => PersonName.Others,
            _ => "",
        });
        List<string> authors = [.. people.Concat(groups.Count > 0 ? citation.Elements("collab").Select(JatsFront.Group) : []).Where(a => a.Length > 0)];

        // "et al." closes the list, wherever the file has it.
        return authors.Remove(PersonName.Others) && authors.Count > 0 ? [.. authors.Where(a => a != PersonName.Others), PersonName.Others] : authors;
    }

    private static string? PublicationId(XElement citation, string type) =>
        citation.Descendants("pub-id").FirstOrDefault(p => (string?)p.Attribute("pub-id-type") == type)?.Value.Trim();

    private static string? Field(XElement citation, string name) =>
        JatsText.OneLine(citation.Element(name)) is { Length: > 0 } text ? text : null;
}
