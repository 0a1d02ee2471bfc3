using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Tei;
using Xunit;

namespace ResearchAgent.Readers.Tests.Tei;

public sealed class TeiReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();
    private readonly TeiReader _reader = new();

    [Fact]
    public async Task What_GROBID_made_of_a_paper_is_read()
    {
        var path = SharedFiles.PathOrSkip("data/docs/acl/N18-3011.tei.xml");

        Assert.IsType<TeiReader>(await TemporaryFiles.ReaderForAsync(path));
        var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path)));

        Assert.Equal("Construction of the Literature Graph in Semantic Scholar", paper.Title);
        Assert.Equal((23, "Waleed Ammar", "Oren Etzioni"), (paper.Authors.Count, paper.Authors[0], paper.Authors[^1]));
        Assert.Equal(RecordAuthority.Guessed, paper.Authority);
        Assert.Equal(["Abstract", "Introduction", "Structure of The Literature Graph", "Structure of The Literature Graph / Node Types"], paper.Sections.Take(4).Select(s => s.Heading));
        Assert.Equal(27, paper.References.Count);
        Assert.StartsWith("Waleed Ammar, Matthew E. Peters, Chandra Bhagavatula, and Russell Power. 2017.", paper.References[0].Text, StringComparison.Ordinal);
        Assert.Equal(2017, paper.References[0].Year);
    }

    [Theory]
    [InlineData(" xmlns=\"http://www.tei-c.org/ns/1.0\"")]
    [InlineData("")]
    public async Task Header_figures_notes_and_formulas_find_their_place(string space)
    {
        var paper = Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(
            $"""
            <TEI{space}><teiHeader xml:lang="en"><fileDesc><titleStmt><title type="main">T</title></titleStmt>
            <sourceDesc><biblStruct><analytic><author><persName><forename>A</forename><surname>B</surname></persName></author></analytic>
            <monogr><title level="j">Journal of J</title><imprint><biblScope unit="volume">7</biblScope><biblScope unit="page" from="1" to="9"/><date type="published" when="2019-03-12"/></imprint></monogr>
            <idno type="DOI">10.1000/x</idno><idno type="arXiv">arXiv:2305.04091v2 [cs.CL]</idno></biblStruct></sourceDesc></fileDesc></teiHeader>
            <text><body>
            <div><head n="1.">Method</head><p>We set</p><formula>x = 1 (1)</formula><p>where x is small.<note place="foot" n="2">A note.</note> It holds.</p><p>Next.</p></div>
            <div><head n="1.1">Data</head><p>Some <ref type="bibr">[3]</ref>.</p></div>
            <figure><head>Figure 1 :</head><figDesc>Figure 1: A cell.</figDesc></figure>
            <figure type="table"><head>Table 1 .</head><figDesc>Scores.</figDesc><table><row><cell>A</cell><cell>1</cell></row></table></figure>
            </body><back><div type="acknowledgement"><div><p>Thanks.</p></div></div></back></text></TEI>
            """)));

        Assert.Equal(("Journal of J", "10.1000/x", "arXiv:2305.04091v2 [cs.CL]", 2019), (paper.Venue, paper.Doi, paper.ArxivId, paper.Year));
        Assert.Equal(("2019-03-12", "1-9", "article-journal"), (paper.Fields.First(BibliographicField.Issued), paper.Fields.First(BibliographicField.Page), paper.Type));
        Assert.Equal(
            [
                new Section("Method", "We set x = 1 (1) where x is small. It holds.\n\nNext.\n\n2 A note."),
                new Section("Method / Data", "Some [3]."),
                new Section("Acknowledgments", "Thanks."),
                new Section("Figures and tables", "Figure 1: A cell.\n\nTable 1: Scores.\nA | 1") { Kind = SectionKind.Captions },
            ],
            paper.Sections);
    }

    [Theory]
    [InlineData("<TEI><text><body><p>Text.</p></body></text></TEI>", "no 'teiHeader'")]
    [InlineData("<TEI><teiHeader></TEI>", "damaged")]
    public async Task What_is_no_article_is_a_failure(string xml, string message)
    {
        Assert.Contains(message, Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync(xml))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string xml) => await TemporaryFiles.ReadAsync(_reader, _files.Write("a.xml", xml));
}
