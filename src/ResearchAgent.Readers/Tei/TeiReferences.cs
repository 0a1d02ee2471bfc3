using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Tei;

/// <summary>The list of references.</summary>
internal static partial class TeiReferences
{
    public static IReadOnlyList<CitedWork> Read(XElement root) =>
        [.. (root.Element("text")?.Descendants("listBibl") ?? []).Elements().Where(e => e.Name.LocalName is "biblStruct" or "bibl").Select(Work).OfType<CitedWork>()];

    private static CitedWork? Work(XElement entry)
    {
        if (entry.Name.LocalName == "bibl")
        {
            return CitedWorkText.Read(entry.Value, (string?)entry.Attribute("n"));
        }

        var authors = TeiHeader.Authors(entry);
        var venue = TeiHeader.Venue(entry)?.Title;
        var own = entry.Element("analytic")?.Elements("title").FirstOrDefault(t => t.Value.Trim().Length > 0)?.Value;
        var title = RecordText.OneLine(own ?? venue ?? "");
        venue = own is null ? null : venue;
        var year = TeiHeader.Date(entry) is { } date ? int.Parse(date.AsSpan(0, 4), CultureInfo.InvariantCulture) : (int?)null;
        var raw = entry.Elements("note").FirstOrDefault(n => (string?)n.Attribute("type") == "raw_reference")?.Value;
        var text = raw is not null
            ? BrokenWord().Replace(RecordText.OneLine(raw), "")
            : CitedWorkText.Write(authors, year, title, venue, TeiHeader.Scope(entry, "volume"), TeiHeader.Scope(entry, "issue"), TeiHeader.Scope(entry, "page"));
        return CitedWorkText.Read(text) is not { } read ? null : read with
        {
            Authors = authors,
            Title = title.Length > 0 ? title : null,
            Year = year ?? read.Year,
            Venue = venue,
            Doi = PaperId.NormalizeDoi(TeiHeader.Identifier(entry, "DOI")) ?? read.Doi,
            ArxivId = PaperId.NormalizeArxivId(TeiHeader.Identifier(entry, "arXiv")) ?? read.ArxivId,
        };
    }

    // "Bhagavat- ula", but not "pre- and post-training".
    [GeneratedRegex(@"(?<=\p{Ll})- (?=\p{Ll})(?!and |or |und )")]
    private static partial Regex BrokenWord();
}
