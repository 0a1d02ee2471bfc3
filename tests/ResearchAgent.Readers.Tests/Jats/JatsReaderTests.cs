using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Jats;
using Xunit;

namespace ResearchAgent.Readers.Tests.Jats;

public sealed class JatsReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();
    private readonly JatsReader _reader = new();

    [Fact]
    public async Task All_forty_articles_of_PLOS_are_read_with_record_text_and_references()
    {
        var articles = Directory.GetFiles(SharedFiles.PathOrSkip("data/docs/jats-plos"), "*.xml");
        Assert.Equal(40, articles.Length);
        var (abstracts, references, authors) = (0, 0, 0);
        foreach (var path in articles)
        {
            Assert.IsType<JatsReader>(await TemporaryFiles.ReaderForAsync(path));
            var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path)));
            Assert.Equal("10.1371/" + Path.GetFileNameWithoutExtension(path), paper.Doi);
            Assert.InRange(paper.Year!.Value, 2003, 2016);
            Assert.StartsWith("PLoS", paper.Venue, StringComparison.OrdinalIgnoreCase);
            Assert.Equal("Public Library of Science", paper.Fields.First(BibliographicField.Publisher));
            Assert.All(paper.Sections, s => Assert.DoesNotMatch(@"[\t\r]|  |\n\n\n|^\s|\s$", s.Text));
            Assert.DoesNotContain(paper.Sections, s => s.Heading.Contains("References", StringComparison.Ordinal));
            Assert.True(paper.Sections.Sum(s => s.Text.Length) > 1500);
            authors += paper.Authors.Count > 0 ? 1 : 0;
            abstracts += paper.Sections[0].Heading == "Abstract" ? 1 : 0;
            references += paper.References.Count;
            Assert.All(paper.References, r => Assert.NotEmpty(r.Text));
        }

        // Two synopses are unsigned; six commentaries, letters and reviews have no abstract.
        Assert.Equal((38, 34, 1932), (authors, abstracts, references));
    }

    [Fact]
    public async Task An_article_of_PubMed_Central_is_read_with_its_keywords_and_pages()
    {
        var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, SharedFiles.PathOrSkip("data/docs/acl/PMC5828200.nxml"))));

        Assert.Equal("Curcuminoid submicron particle ameliorates cognitive deficits and decreases amyloid pathology in Alzheimer’s disease mouse model", paper.Title);
        Assert.Equal(("Yi-Heng Tai", 7), (paper.Authors[0], paper.Authors.Count));
        Assert.Equal(5, paper.Tags.Count);
        Assert.Equal("10681-10697", paper.Fields.First(BibliographicField.Page));
        Assert.Equal("2018-01-31", paper.Fields.First(BibliographicField.Issued));
        Assert.Equal(52, paper.References.Count);
        var work = paper.References[0];
        Assert.Equal(("1", "Mass spectrometry of purified amyloid beta protein in Alzheimer's disease", 1992, "J Biol Chem"), (work.Label, work.Title, work.Year, work.Venue));
        Assert.Equal(["H Mori", "K Takio", "M Ogawara", "DJ Selkoe"], work.Authors);
    }

    [Fact]
    public async Task Text_keeps_what_is_printed_and_moves_what_interrupts()
    {
        var paper = await ReadPaperAsync(
            """
            <sec><title>Methods</title><p>Before.</p>
              <sec><title>Data</title>
                <p>We took 10<sup>-3</sup> g of H<sub>2</sub>O<fn id="f1"><label>a</label><p>Distilled.</p></fn> in <italic>three</italic> runs [<xref ref-type="bibr" rid="r1">12</xref>].
                   It was pure.<sup><xref ref-type="bibr" rid="r2">3,4</xref></sup> We set
                   <disp-formula id="e1"><label>(1)</label><mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msub><mml:mi>x</mml:mi><mml:mi>i</mml:mi></mml:msub><mml:mo>=</mml:mo><mml:mfrac><mml:mrow><mml:mi>a</mml:mi><mml:mo>+</mml:mo><mml:mn>1</mml:mn></mml:mrow><mml:mi>b</mml:mi></mml:mfrac></mml:math></disp-formula>
                   where <inline-formula><inline-graphic xlink:href="x.gif" xmlns:xlink="http://www.w3.org/1999/xlink"/></inline-formula> is small.</p>
                <list><list-item><p>First</p></list-item><list-item><p>Second</p></list-item></list>
                <fig><label>Fig 1</label><caption><title>A cell</title><p>Seen from above.</p></caption></fig>
                <table-wrap><label>Table 1</label><caption><p>Scores.</p></caption><table><tr><th>Model</th><th>F1</th></tr><tr><td>A</td><td>0.5</td></tr></table></table-wrap>
              </sec>
              <p>After.</p>
            </sec>
            """);

        Assert.Equal(
            [
                new Section("Abstract", "Aims: Short. Results: Long.".Replace(" Results", "\n\nResults", StringComparison.Ordinal)),
                new Section("Methods", "Before."),
                new Section("Methods / Data", "We took 10^-3 g of H2O in three runs [12]. It was pure [3,4]. We set x_i = (a + 1)/b (1) where [formula] is small.\n\nFirst\n\nSecond\n\nDistilled."),
                new Section("Methods", "After."),
                new Section("Acknowledgments", "We thank nobody."),
                new Section("Figures and tables", "Fig 1. A cell. Seen from above.\n\nTable 1. Scores.\nModel | F1\nA | 0.5") { Kind = SectionKind.Captions },
            ],
            paper.Sections);
    }

    [Fact]
    public async Task Authors_are_people_and_groups_and_no_editors()
    {
        var paper = await ReadPaperAsync("<p>Text.</p>");

        Assert.Equal(["Ada van der Lovelace", "García Lopez, Ana", "John King Jr.", "{The Study Group}"], paper.Authors);
    }

    [Fact]
    public async Task References_are_taken_from_fields_and_from_print()
    {
        var paper = await ReadPaperAsync("<p>Text.</p>");

        Assert.Equal(2, paper.References.Count);
        Assert.Equal("A Bee, et al. (2001). On honey. J Bees 3(2): 4-9.", paper.References[0].Text);
        Assert.Equal(["A Bee", PersonName.Others], paper.References[0].Authors);
        Assert.Equal("Bee A. On wax. 2003. arXiv:2305.04091. doi:10.1000/Wax.1", paper.References[1].Text);
        Assert.Equal(("2", "10.1000/wax.1", "2305.04091", 2003), (paper.References[1].Label, paper.References[1].Doi?.ToLowerInvariant(), paper.References[1].ArxivId, paper.References[1].Year));
    }

    [Fact]
    public async Task Named_characters_are_known_without_the_DTD_and_no_entity_of_the_file_is_expanded()
    {
        var secret = _files.Write("secret.txt", "the secret");
        var article = Article("<p>caf&eacute;&nbsp;&amp; &alpha;.</p>").Replace(
            "<article ", $"<!DOCTYPE article [<!ENTITY x SYSTEM \"file://{secret}\"><!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<article ", StringComparison.Ordinal);

        var paper = Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(article)));
        Assert.Equal("café & α.", paper.Sections[1].Text);

        foreach (var entity in new[] { "&x;", "&b;" })
        {
            var failure = Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync(article.Replace("&alpha;", entity, StringComparison.Ordinal))));
            Assert.DoesNotContain("the secret", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_declared_encoding_is_honoured()
    {
        var path = _files.Write("a.xml", Encoding.Latin1.GetBytes(Article("<p>Über Köln &mdash; gut.</p>").Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal)));

        var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path)));

        Assert.Equal("Über Köln — gut.", paper.Sections[1].Text);
    }

    [Fact]
    public async Task A_namespace_and_several_articles_in_one_file_make_no_difference()
    {
        var article = Article("<p>Text.</p>");
        var body = article[article.IndexOf("<article ", StringComparison.Ordinal)..].Replace("<article ", "<article xmlns=\"http://jats.nlm.nih.gov\" ", StringComparison.Ordinal);

        var results = await ReadAsync($"<pmc-articleset>{body}{body.Replace("A title", "Another", StringComparison.Ordinal)}</pmc-articleset>");

        Assert.Equal(["A title: and more", "Another: and more"], results.Select(r => Assert.IsType<PaperRecord>(r).Title));
    }

    [Theory]
    [InlineData("<article><front/></article>", true)]
    [InlineData("<?xml version='1.0'?><!DOCTYPE article SYSTEM 'x.dtd'><!-- c --><article/>", true)]
    [InlineData("<article xmlns='http://docbook.org/ns/docbook'/>", false)]
    [InlineData("<TEI/>", false)]
    [InlineData("<feed/>", false)]
    [InlineData("no XML", false)]
    public async Task The_root_element_tells_the_kind(string xml, bool isJats)
    {
        Assert.Equal(isJats, _reader.Recognizes(await TemporaryFiles.OpenAsync(_files.Write("a.xml", xml))));
    }

    [Fact]
    public async Task An_article_that_breaks_off_is_a_failure_with_its_line()
    {
        var article = Article("<p>One.</p>\n<p>Two.</p>");
        var end = article.IndexOf("Two", StringComparison.Ordinal);

        var failure = Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync(article[..end])));

        Assert.Equal(article[..end].Count(c => c == '\n') + 1, failure.Line);
        Assert.Contains("breaks off", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_nesting_is_no_danger_to_the_stack()
    {
        var failure = Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync(Article(
            string.Concat(Enumerable.Repeat("<sec>", 100_000)) + string.Concat(Enumerable.Repeat("</sec>", 100_000))))));

        Assert.Contains("more than 200 levels deep", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<article><p>Other XML.</p></article>", "no 'front'")]
    [InlineData("<article><front><article-meta/></front><body><p>Text.</p></body></article>", "title is missing")]
    [InlineData("<article><front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front></article>", "no text")]
    public async Task What_is_no_article_is_a_failure(string xml, string message)
    {
        var failure = Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync(xml)));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private static string Article(string body) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <article article-type="research-article">
        <front><journal-meta><journal-title>J</journal-title></journal-meta><article-meta>
        <title-group><article-title>A title</article-title><subtitle>and more</subtitle></title-group>
        <contrib-group>
          <contrib contrib-type="author"><name><surname>van der Lovelace</surname><given-names>Ada</given-names></name><xref ref-type="aff"><sup>1</sup></xref></contrib>
          <contrib contrib-type="author"><name><surname>Garc&#237;a Lopez</surname><given-names>Ana</given-names></name></contrib>
          <contrib contrib-type="author"><name><surname>King</surname><given-names>John</given-names><suffix>Jr.</suffix></name></contrib>
          <contrib contrib-type="author"><collab>The Study Group<contrib-group><contrib><name><surname>M</surname></name></contrib></contrib-group></collab></contrib>
          <contrib contrib-type="editor"><name><surname>Ed</surname><given-names>I.</given-names></name></contrib>
        </contrib-group>
        <abstract><sec><title>Aims</title><p>Short.</p></sec><sec><title>Results:</title><p>Long.</p></sec></abstract>
        </article-meta></front>
        <body>{body}</body>
        <back><ack><p>We thank nobody.</p></ack><ref-list><title>References</title>
        <ref><label>1.</label><element-citation><person-group person-group-type="author"><name><surname>Bee</surname><given-names>A</given-names></name><etal/></person-group><article-title>On honey</article-title><source>J Bees</source><year>2001</year><volume>3</volume><issue>2</issue><fpage>4</fpage><lpage>9</lpage></element-citation></ref>
        <ref><label>[2]</label><mixed-citation>Bee A. On wax. 2003. arXiv:2305.04091. doi:10.1000/Wax.1</mixed-citation></ref>
        </ref-list></back>
        <sub-article><body><p>A response that is no part of it.</p></body></sub-article>
        </article>
        """;

    private async Task<PaperRecord> ReadPaperAsync(string body) => Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(Article(body))));

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string xml) => await TemporaryFiles.ReadAsync(_reader, _files.Write("article.xml", xml));
}
