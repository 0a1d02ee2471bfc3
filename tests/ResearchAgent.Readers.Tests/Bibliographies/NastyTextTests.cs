using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.BibTeX;
using ResearchAgent.Readers.CslJson;
using ResearchAgent.Readers.Ris;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Readers.Tests.Bibliographies;

/// <summary>Texts made of what formats act on come back as they were, and never become another entry or field.</summary>
public sealed class NastyTextTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "{", "}", "\\", "\\{", "\"", "'", "''", "`", "``", "-", "--", "---", " ", "  ", ",", ";", ":", "and", " and ", "AND", "others", "@", "@misc{x, ", "%", "#", "$", "$x$", "&", "~",
        "^", "_", "|", "<i>", "=", "\n", "\n\n", "TY  - JOUR", "\nER  - ", "C8  - a: b", "a", "B", "9", "é", "ß", "ł", "中文", "مرحبا", "עברית", "😀", "–", "—", "“x”", "‘", "µ", "x²",
        "\\alpha", "\\par", "\\textbackslash{}", "?`", "!`", "Ph.D.", "family=x", "null", "[", "]", "/", "\u00AD",
    ];

    private readonly TemporaryFiles _files = new();

    public static TheoryData<string> Formats => new("bib", "ris", "json", "jsonl");

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Any_text_comes_back(string format)
    {
        var random = new Random(7);
        var papers = Enumerable.Range(0, 300).Select(i => Make(random, i)).ToList();

        var read = await RoundTrip.ReadAsync(ReaderOf(format), _files.Write("nasty." + format, Write(format, papers)));

        Assert.Equal(papers.Count, read.Count);
        for (var i = 0; i < papers.Count; i++)
        {
            Assert.Equal(RoundTrip.Describe(Expected(papers[i])), RoundTrip.Describe(read[i]));
            Assert.Equal(papers[i].Key.Value, read[i].Key);
        }
    }

    public void Dispose() => _files.Dispose();

    private static Paper Make(Random random, int number) => new()
    {
        Id = new PaperId($"title:{number}"),
        Key = new CitationKey($"Key{number}"),
        Title = "T" + Text(random),
        Authors = [$"{Name(random)}, {Name(random)}", $"{Name(random)}, Jr., {Name(random)}", $"{{G{NoBraces(Text(random))}}}"],
        Year = 1900 + (number % 120),
        Venue = "V" + Text(random),
        Url = "https://example.org/a?b=c%20d&e=f#g",
        Doi = "10.1000/a(b)_c;d",
        ArxivId = "2305.04091",
        Tags = [.. new[] { "t" + Text(random), "u" + Text(random) }.Distinct()],
        Type = "article-journal",
        Sections = [new Section("Abstract", "A" + Text(random))],
        Fields = new Dictionary<string, IReadOnlyList<string>>
        {
            ["volume"] = ["v" + Text(random)],
            ["publisher"] = ["p" + Text(random)],
            ["note"] = ["n" + Text(random)],
            ["my-field"] = ["f" + Text(random)],
            ["issued"] = [$"{1900 + (number % 120)}-03-0{1 + (number % 9)}"],
            ["editor"] = [$"{Name(random)}, E."],
        },
    };

    // As a record holds it: one line, nothing that cannot be seen. Controls of direction are not for files of ours.
    private static string Text(Random random) =>
        SingleLine.Of(RecordText.OneLine(string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)]))));

    private static string NoBraces(string text) => text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Trim(' ', ',');

    // A part of a name, which commas would divide.
    private static string Name(Random random) => SingleLine.Of("N" + NoBraces(Text(random)).Replace(",", "", StringComparison.Ordinal) + "e");

    private static PaperRecord Expected(Paper paper) => new("", 0, paper.Title)
    {
        Authors = paper.Authors,
        Year = paper.Year,
        Venue = paper.Venue,
        Url = paper.Url,
        Doi = paper.Doi,
        ArxivId = paper.ArxivId,
        Tags = paper.Tags,
        Type = paper.Type,
        Sections = paper.Sections,
        Fields = paper.Fields,
    };

    private static string Write(string format, IEnumerable<Paper> papers) => format switch
    {
        "bib" => BibTexLibraryFormat.Write(papers),
        "ris" => RisFormat.Write(papers),
        "json" => CslJsonFormat.Write(papers),
        _ => JsonlFormat.Write(papers),
    };

    private static IPaperReader ReaderOf(string format) => format switch
    {
        "bib" => new BibTexReader(),
        "ris" => new RisReader(),
        "json" => new CslJsonReader(),
        _ => new JsonlReader(),
    };
}
