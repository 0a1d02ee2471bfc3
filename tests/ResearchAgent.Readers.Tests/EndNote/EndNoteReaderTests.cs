using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.EndNote;
using Xunit;

namespace ResearchAgent.Readers.Tests.EndNote;

public sealed class EndNoteReaderTests : IDisposable
{
    private const string Start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><records>";

    private readonly TemporaryFiles _files = new();

    [Fact]
    public async Task A_record_is_read_with_every_element()
    {
        var path = _files.Write(
            "library.xml",
            Start + """

            <record><database name="My Library.enl" path="C:\x\My Library.enl">My Library.enl</database><source-app name="EndNote" version="20">EndNote</source-app><rec-number>7</rec-number>
            <ref-type name="Journal Article">17</ref-type>
            <contributors><authors><author><style face="normal" font="default">Smith, </style><style face="bold">J. A.</style></author><author>World Bank,</author></authors><secondary-authors><author>Ed, E.</author></secondary-authors></contributors>
            <titles><title><style face="normal">On </style><style face="italic">E. coli</style></title><secondary-title>J Bact</secondary-title><short-title>Coli</short-title></titles>
            <periodical><full-title>Journal of Bacteriology</full-title><abbr-1>J. Bact.</abbr-1></periodical>
            <pages>12-34</pages><volume>3</volume><number>4</number><keywords><keyword>one</keyword><keyword>two</keyword></keywords>
            <dates><year>2019</year><pub-dates><date>Mar 12</date></pub-dates></dates><isbn>1234-5678</isbn><abstract>We &lt;see&gt;.</abstract><notes>N</notes><label>smith19</label>
            <urls><related-urls><url>https://example.org/x</url></related-urls><pdf-urls><url>internal-pdf://0123/Smith-2019.pdf</url></pdf-urls></urls>
            <electronic-resource-num>10.1000/x</electronic-resource-num><custom3>C</custom3><research-notes>R</research-notes></record>
            </records></xml>
            """);

        var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(new EndNoteReader(), path)));

        Assert.Equal((2, "smith19", "article-journal", "On E. coli", "Journal of Bacteriology", 2019, "10.1000/x", "https://example.org/x"), (paper.Line, paper.Key, paper.Type, paper.Title, paper.Venue, paper.Year, paper.Doi, paper.Url));
        Assert.Equal(["Smith, J. A.", "{World Bank}"], paper.Authors);
        Assert.Equal(["one", "two"], paper.Tags);
        Assert.Equal([new Section("Abstract", "We <see>.")], paper.Sections);
        Assert.Equal(
            [
                "ISSN: 1234-5678", "annote: R", "container-title-short: J. Bact.", "custom3: C", "editor: Ed, E.", "file: internal-pdf://0123/Smith-2019.pdf", "issue: 4",
                "issued: 2019-03-12", "note: N", "page: 12-34", "secondary-title: J Bact", "title-short: Coli", "volume: 3",
            ],
            paper.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {string.Join(" | ", f.Value)}"));
        Assert.Equal([Path.Combine(Path.GetDirectoryName(path)!, "My Library.Data", "PDF", "0123", "Smith-2019.pdf")], paper.Attachments);
    }

    [Fact]
    public async Task Records_that_follow_each_other_closely_are_all_read()
    {
        var results = await ReadAsync(Start + string.Concat(Enumerable.Range(0, 5).Select(i => $"<record><ref-type name=\"Book\">6</ref-type><titles><title>T{i}</title></titles></record>")) + "</records></xml>");

        Assert.Equal(["T0", "T1", "T2", "T3", "T4"], results.Select(r => Assert.IsType<PaperRecord>(r).Title));
    }

    [Fact]
    public async Task What_is_no_XML_is_reported_with_its_line()
    {
        var results = await ReadAsync(Start + "<record><titles><title>A</title></titles></record>\n\n<record><titles></record></records></xml>");

        Assert.Equal("A", Assert.IsType<PaperRecord>(results[0]).Title);
        Assert.Equal(3, Assert.IsType<ReadFailure>(results[1]).Line);
    }

    [Fact]
    public async Task Entities_are_not_resolved()
    {
        var secret = _files.Write("secret.txt", "secret");

        var results = await ReadAsync($"<?xml version=\"1.0\"?><!DOCTYPE xml [<!ENTITY x SYSTEM \"{secret}\">]><xml><records><record><titles><title>&x;</title></titles></record></records></xml>");

        Assert.Contains("DTD", Assert.IsType<ReadFailure>(Assert.Single(results)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml><records><record>", "endnote")]
    [InlineData("<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>http://arxiv.org/api/x</id></feed>", "arxiv")]
    [InlineData("<html><body/></html>", null)]
    public async Task It_is_recognised_by_its_root(string xml, string? reader)
    {
        var known = await TemporaryFiles.ReaderForAsync(_files.Write("a.xml", xml));

        Assert.Equal(reader, known is { Name: "endnote" or "arxiv" } ? known.Name : null);
    }

    public void Dispose() => _files.Dispose();

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string xml) => await TemporaryFiles.ReadAsync(new EndNoteReader(), _files.Write("library.xml", xml));
}
