using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Readers.Tests.Bibliographies;

public sealed class JsonlRoundTripTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    [Fact]
    public async Task A_paper_comes_back_with_all_it_has()
    {
        var paper = new Paper
        {
            Id = new PaperId("arxiv:2305.04091"),
            Key = new CitationKey("Wang2023"),
            Title = @"A \emph{literal} title with {braces}",
            Authors = ["Wang, Lei", "{Google, Inc. and Co}", "others"],
            Year = 2023,
            Venue = "ACL",
            Doi = "10.1000/x",
            ArxivId = "2305.04091",
            Url = "https://example.org",
            Tags = ["a, b", "c;d"],
            Type = "paper-conference",
            Fields = new Dictionary<string, IReadOnlyList<string>> { ["ISBN"] = ["1", "2"], ["volume"] = ["3"] },
            Sections =
            [
                new Section("Abstract", "One.\n\nTwo \\alpha.") { Pages = PageMap.FromString("0:1 6:2") },
                new Section("Figures", "A caption.") { Kind = SectionKind.Captions, Pages = PageMap.FromString("0:3") },
                new Section("", "Hidden.") { Kind = SectionKind.Hidden },
            ],
            References = [new CitedWork("Knuth, 1984. X.") { Label = "1", Title = "X", Authors = ["Knuth, D."], Year = 1984, Venue = "V", Doi = "10.1/2", ArxivId = "hep-th/9901001" }],
            Flags = [new PaperFlag(PaperFlagKind.HiddenText, "ignore", 2), new PaperFlag(PaperFlagKind.PlantedInstruction, "do", null)],
            Authority = RecordAuthority.Bibliography,
        };

        var read = Assert.Single(await RoundTrip.ReadAsync(new JsonlReader(), _files.Write("a.jsonl", JsonlFormat.Write([paper]))));

        Assert.Equal(RoundTrip.Describe(new PaperRecord("", 1, paper.Title) { Authors = paper.Authors, Year = 2023, Venue = "ACL", Doi = paper.Doi, ArxivId = paper.ArxivId, Url = paper.Url, Tags = paper.Tags, Type = paper.Type, Fields = paper.Fields }), RoundTrip.Describe(read with { Sections = [] }));
        Assert.Equal("Wang2023", read.Key);
        Assert.Equal(["Abstract", "Figures", "Text"], read.Sections.Select(s => s.Heading));
        Assert.Equal(paper.Sections.Select(s => (s.Text, s.Kind, s.Pages)), read.Sections.Select(s => (s.Text, s.Kind, s.Pages)));
        Assert.Equal(paper.Flags, read.Flags);
        Assert.Equal(RecordAuthority.Bibliography, read.Authority);
        var cited = Assert.Single(read.References);
        Assert.Equal(paper.References[0] with { Authors = cited.Authors }, cited);
        Assert.Equal(["Knuth, D."], cited.Authors);
    }

    [Fact]
    public async Task A_paper_without_text_comes_back()
    {
        var paper = new Paper { Id = new PaperId("title:1"), Key = new CitationKey("K"), Title = "T" };

        Assert.Equal("T", Assert.Single(await RoundTrip.ReadAsync(new JsonlReader(), _files.Write("a.jsonl", JsonlFormat.Write([paper])))).Title);
    }

    [Theory]
    [InlineData("\"fields\": [1]", "field 'fields'")]
    [InlineData("\"fields\": {\"a\": 1}", "field 'fields'")]
    [InlineData("\"references\": [1]", "field 'references'")]
    [InlineData("\"flags\": [{\"kind\": \"Nice\", \"text\": \"x\"}]", "field 'flags'")]
    [InlineData("\"sections\": [{\"text\": \"x\", \"kind\": \"Odd\"}]", "field 'sections'")]
    [InlineData("\"sections\": [{\"text\": \"x\", \"pages\": \"one\"}]", "field 'sections'")]
    public async Task What_is_wrong_is_reported(string property, string message)
    {
        var result = Assert.Single(await TemporaryFiles.ReadAsync(new JsonlReader(), _files.Write("a.jsonl", $"{{\"title\": \"T\", \"abstract\": \"A.\", {property}}}")));

        Assert.Contains(message, Assert.IsType<ReadFailure>(result).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();
}
