using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.CslJson;
using Xunit;

namespace ResearchAgent.Readers.Tests.CslJson;

public sealed class CslJsonReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    [Fact]
    public async Task An_item_is_read_with_every_variable()
    {
        var paper = Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(
            """
            [
              {
                "id": "http://zotero.org/users/1/items/ABC", "citation-key": "wang2023", "type": "paper-conference", "title": "Plan &amp; <i>Solve</i>",
                "author": [{"family": "Schaar", "given": "Mihaela", "non-dropping-particle": "van der"}, {"family": "King", "given": "Martin", "suffix": "Jr."}, {"family": "Silva", "given": "Rafael", "dropping-particle": "da"}, {"literal": "R Core Team"}],
                "editor": [{"family": "Editor"}], "issued": {"date-parts": [["2023", 7, 3]]}, "accessed": {"raw": "2024-01-02"}, "submitted": {"date-parts": [[2022], [2023, 1]]},
                "container-title": "ACL", "page": "12–34", "volume": 3, "DOI": "10.1000/xyz", "URL": "https://arxiv.org/abs/2305.04091",
                "keyword": "a, b", "abstract": "<jats:p>One.</jats:p>", "ISBN": "978-1", "note": "N", "custom": {"mine": ["x", "y"]}, "strange": {"a": 1}
              }
            ]
            """)));

        Assert.Equal((2, "wang2023", "paper-conference", "Plan &amp; Solve", "ACL", 2023), (paper.Line, paper.Key, paper.Type, paper.Title, paper.Venue, paper.Year));
        Assert.Equal(["van der Schaar, Mihaela", "King, Jr., Martin", "Silva, Rafael da", "{R Core Team}"], paper.Authors);
        Assert.Equal(("10.1000/xyz", "2305.04091", "https://arxiv.org/abs/2305.04091"), (paper.Doi, paper.ArxivId, paper.Url));
        Assert.Equal(["a", "b"], paper.Tags);
        Assert.Equal([new Section("Abstract", "One.")], paper.Sections);
        Assert.Equal(
            ["ISBN: 978-1", "accessed: 2024-01-02", "editor: Editor", "issued: 2023-07-03", "mine: x | y", "note: N", "page: 12-34", "strange: {\"a\": 1}", "submitted: 2022/2023-01", "volume: 3"],
            paper.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {string.Join(" | ", f.Value)}"));
    }

    [Theory]
    [InlineData("""{"date-parts": [[2019]]}""", 2019, null)]
    [InlineData("""{"date-parts": [[2019, 3], [2019, 5]]}""", 2019, "2019-03/2019-05")]
    [InlineData("""{"date-parts": [[2019]], "season": 2}""", 2019, "2019-22")]
    [InlineData("""{"raw": "2019-03-12"}""", 2019, "2019-03-12")]
    [InlineData("""{"literal": "in press"}""", null, null)]
    [InlineData("\"2019-03\"", 2019, "2019-03")]
    [InlineData("2019", 2019, null)]
    [InlineData("""{"date-parts": [[]]}""", null, null)]
    [InlineData("[]", null, null)]
    public async Task Dates_are_read(string date, int? year, string? issued)
    {
        var paper = Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync($$"""[{"type": "book", "title": "T", "issued": {{date}}}]""")));

        Assert.Equal((year, issued), (paper.Year, paper.Fields.First("issued")));
    }

    [Fact]
    public async Task Items_may_stand_in_an_object_and_each_has_its_line()
    {
        var results = await ReadAsync("{\"config\": {\"items\": [1]},\n \"items\": [\n  {\"id\": 1, \"title\": \"A\"},\n  7,\n  {\"title\": \"B\",\n \"type\": \"book\"}, {\"type\": \"book\"}\n]}");

        Assert.Equal([3, 4, 5, 6], results.Select(r => r.Line));
        Assert.Equal(["A", "B"], results.OfType<PaperRecord>().Select(p => p.Title));
        Assert.Contains("is not an object", Assert.IsType<ReadFailure>(results[1]).Message, StringComparison.Ordinal);
        Assert.Contains("neither a title", Assert.IsType<ReadFailure>(results[3]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[\n{\"title\": \"A\", \"type\": \"book\"},\n{\"title\": }]", 3, "this is not JSON")]
    [InlineData("[\n{\"title\": \"A\", \"type\": \"book\"}\n", 3, "this is not JSON")]
    [InlineData("[\n{\"title\": \"A\", \"type\": \"book\"},\n{\"title\": \"\\ud800\", \"type\": \"book\"}]", 3, "half a character")]
    public async Task What_is_no_JSON_is_reported_with_its_line(string json, int line, string message)
    {
        var results = await ReadAsync(json);

        Assert.Equal("A", Assert.IsType<PaperRecord>(results[0]).Title);
        var failure = Assert.IsType<ReadFailure>(results[1]);
        Assert.Equal(line, failure.Line);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("[{\"id\": \"a\", \"type\": \"book\"}]", true)]
    [InlineData("{\"items\": [{\"type\": \"book\"}]}", true)]
    [InlineData("[]", true)]
    [InlineData("{\"name\": \"package\", \"type\": \"module\"}", false)]
    [InlineData("[1, 2]", false)]
    public async Task It_is_recognised_by_its_form(string json, bool isCsl) =>
        Assert.Equal(isCsl, new CslJsonReader().Recognizes(await TemporaryFiles.OpenAsync(_files.Write("a.json", json))));

    [Fact]
    public async Task Deep_nesting_is_reported() =>
        Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync("[{\"type\": " + new string('[', 100_000))));

    public void Dispose() => _files.Dispose();

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string json) => await TemporaryFiles.ReadAsync(new CslJsonReader(), _files.Write("papers.json", json));
}
