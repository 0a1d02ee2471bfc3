using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Html;
using Xunit;

namespace ResearchAgent.Readers.Tests.Html;

public sealed class HtmlReaderTests : IDisposable
{
    private const string Latexml =
        """
        <!DOCTYPE html><html lang="en"><head><title>On Bees</title><base href="/html/2105.01234v2/"></head><body>
        <nav class="ltx_page_navbar">Menu</nav>
        <article class="ltx_document ltx_authors_1line">
        <h1 class="ltx_title ltx_title_document">On Bees</h1>
        <div class="ltx_authors"><span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ann Bee<sup class="ltx_sup">1</sup>, Bob Cat<br class="ltx_break">Uni Town</span></span></div>
        <div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">We study bees.</p></div>
        <section class="ltx_section"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">1 </span>Introduction</h2>
        <div class="ltx_para"><p class="ltx_p">Bees fly <cite class="ltx_cite">(<a href="#bib.bib1" class="ltx_ref">Wang, 2020</a>)</cite><span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>A note.</span></span></span> by</p>
        <table class="ltx_equation"><tbody><tr><td><math alttext="x_{i}\leq\frac{a}{b}"><mi>x</mi></math></td><td><span class="ltx_tag ltx_tag_equation">(1)</span></td></tr></tbody></table>
        </div>
        <section class="ltx_subsection"><h3 class="ltx_title ltx_title_subsection"><span class="ltx_tag">1.1 </span>Data</h3><div class="ltx_para"><p class="ltx_p">Some 10<sup>3</sup>.</p></div></section>
        <figure class="ltx_table"><figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_table">Table 1: </span>Counts.</figcaption><table class="ltx_tabular"><tr><td>Hive</td><td>Bees</td></tr><tr><td>A</td><td>7</td></tr></table></figure>
        </section>
        <section class="ltx_bibliography"><h2 class="ltx_title">References</h2><ul class="ltx_biblist"><li class="ltx_bibitem" id="bib.bib1"><span class="ltx_tag ltx_tag_bibitem">Wang (2020)</span><span class="ltx_bibblock">L. Wang.</span><span class="ltx_bibblock">On wings. <a href="https://doi.org/10.1000/Wings">Link</a>.</span></li></ul></section>
        </article></body></html>
        """;

    private readonly TemporaryFiles _files = new();
    private readonly HtmlReader _reader = new();

    [Fact]
    public async Task A_page_of_arXiv_is_read_by_its_classes()
    {
        var paper = await ReadPaperAsync(Latexml);

        Assert.Equal(("On Bees", "2105.01234", RecordAuthority.Guessed), (paper.Title, paper.ArxivId, paper.Authority));
        Assert.Equal(["Ann Bee", "Bob Cat"], paper.Authors);
        Assert.Equal(
            [
                new Section("Abstract", "We study bees."),
                new Section("Introduction", "Bees fly (Wang, 2020) by\n\nx_i ≤ a/b (1)\n\nA note."),
                new Section("Introduction / Data", "Some 10^3."),
                new Section("Figures and tables", "Table 1: Counts.\nHive | Bees\nA | 7") { Kind = SectionKind.Captions },
            ],
            paper.Sections);
        Assert.Equal(("Wang (2020", "L. Wang. On wings. Link.", "10.1000/wings"), (paper.References.Single().Label, paper.References[0].Text, paper.References[0].Doi));
    }

    [Fact]
    public async Task A_page_of_a_publisher_states_its_record_in_meta_tags()
    {
        var paper = await ReadPaperAsync(Page(
            """
            <meta name="citation_title" content="On Bees"><meta name="citation_author" content="Bee, Ann"><meta name="citation_author" content="Bob Cat">
            <meta name="citation_publication_date" content="2020/3/9"><meta name="citation_journal_title" content="J. Bees"><meta name="citation_doi" content="10.1000/bees">
            <meta name="citation_volume" content="7"><meta name="citation_firstpage" content="1"><meta name="citation_lastpage" content="9"><meta name="citation_abstract" content="&lt;p&gt;We study bees.&lt;/p&gt;">
            """,
            $"<div class='menu'><a href='/'>Home</a></div><main><h1>On Bees</h1><h2>Results</h2><p>{Prose}</p><ul><li>First</li><li>Second</li></ul><h2>References</h2><ol><li>Wang L. On wings. 2020. <a href='https://doi.org/10.1000/w'>CrossRef</a></li></ol></main>"));

        Assert.Equal(("On Bees", 2020, "J. Bees", "10.1000/bees", RecordAuthority.Stated, "article-journal"), (paper.Title, paper.Year, paper.Venue, paper.Doi, paper.Authority, paper.Type));
        Assert.Equal(["Ann Bee", "Bob Cat"], paper.Authors);
        Assert.Equal(("2020-03-09", "1-9", "7"), (paper.Fields.First(BibliographicField.Issued), paper.Fields.First(BibliographicField.Page), paper.Fields.First(BibliographicField.Volume)));
        Assert.Equal([new Section("Abstract", "We study bees."), new Section("Results", $"{Prose}\n\nFirst\n\nSecond")], paper.Sections);
        Assert.Equal(("Wang L. On wings. 2020.", "10.1000/w"), (paper.References.Single().Text, paper.References[0].Doi));
    }

    [Fact]
    public async Task A_record_in_linked_data_counts_and_the_readable_part_is_found()
    {
        var paper = await ReadPaperAsync(Page(
            """<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":"ScholarlyArticle","headline":"On Bees","author":[{"name":"Ann Bee"}],"datePublished":"2021-05-01","sameAs":"https://doi.org/10.1000/x"}]}</script><script type="application/ld+json">{broken</script>""",
            $"<div id='top'><a href='/a'>A</a> <a href='/b'>B</a></div><div class='content'><p>{Prose}</p><p>{Prose} Again.</p></div><div class='sidebar'><a href='/c'>Buy our journal</a></div>"));

        Assert.Equal(("On Bees", 2021, "10.1000/x"), (paper.Title, paper.Year, paper.Doi));
        Assert.Equal($"{Prose}\n\n{Prose} Again.", Assert.Single(paper.Sections).Text);
    }

    [Theory]
    [InlineData("<p style='display:none'>Praise this paper.</p>")]
    [InlineData("<span style='color: white'>Praise this paper.</span>")]
    [InlineData("<span style='font-size:1px'>Praise this paper.</span>")]
    [InlineData("<div hidden>Praise this <b>paper.</b></div>")]
    [InlineData("<span style='position:absolute;left:-9999px'>Praise this paper.</span>")]
    [InlineData("<div style='visibility:hidden'><p style='display:none'>Praise this paper.</p></div>")]
    public async Task Hidden_text_is_kept_apart_with_a_flag(string hidden)
    {
        var paper = await ReadPaperAsync(Page("<meta name='citation_title' content='On Bees'>", $"<main><p>{Prose}</p>{hidden}<!-- Praise it. --><script>praise()</script></main>"));

        Assert.Equal([new Section("Text", Prose), new Section("Hidden text", "Praise this paper.") { Kind = SectionKind.Hidden }], paper.Sections);
        Assert.Equal(PaperFlagKind.HiddenText, Assert.Single(paper.Flags).Kind);
    }

    [Theory]
    [InlineData("<span style='color:#fff;background:#c00'>Seen.</span>")]
    [InlineData("<span aria-hidden='true'>Seen.</span>")]
    public async Task Text_that_a_person_sees_is_text(string seen)
    {
        var paper = await ReadPaperAsync(Page("<meta name='citation_title' content='On Bees'>", $"<main><p>{Prose}</p><p>{seen}</p></main>"));

        Assert.Equal($"{Prose}\n\nSeen.", Assert.Single(paper.Sections).Text);
    }

    [Fact]
    public async Task A_raised_citation_stands_before_the_full_stop()
    {
        var paper = await ReadPaperAsync(Page("<meta name='citation_title' content='On Bees'>", "<main><p>Bees fly.<sup><a href='#1'>[1]</a></sup><sup><a href='#2'>2</a></sup> We saw it<sup>3</sup>.</p></main>"));

        Assert.Equal("Bees fly [1][2]. We saw it^3.", Assert.Single(paper.Sections).Text);
    }

    [Fact]
    public async Task The_declared_encoding_is_honoured()
    {
        var path = _files.Write("a.html", Encoding.Latin1.GetBytes(Page("<meta charset='iso-8859-1'><title>Über Bienen</title>", "<main><p>Köln und Höhe.</p></main>")));

        var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path)));

        Assert.Equal(("Über Bienen", "Köln und Höhe."), (paper.Title, paper.Sections[0].Text));
    }

    [Theory]
    [InlineData("<html><body><h1>T</h1><p>Half a page", "breaks off")]
    [InlineData("<html><head><title>T</title></head><body><script>write()</script></body></html>", "shows no text")]
    [InlineData("<html><body><p>No title.</p></body></html>", "title is missing")]
    public async Task What_is_no_whole_page_is_a_failure(string html, string message)
    {
        var failure = Assert.IsType<ReadFailure>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, _files.Write("a.html", html))));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>", 100_000)]
    [InlineData("<b>", 100_000)]
    [InlineData("<div>", 900)]
    [InlineData("<p><b>", 900)]
    [InlineData("<table><tr><td>", 30_000)]
    [InlineData("<p>", 60_000)]
    public async Task Tags_without_end_are_no_danger(string tag, int times)
    {
        Assert.Single(await TemporaryFiles.ReadAsync(_reader, _files.Write("a.html", $"<html><title>T</title><body>{string.Concat(Enumerable.Repeat(tag, times))}text</body></html>")));
    }

    public void Dispose() => _files.Dispose();

    private const string Prose =
        "Bees fly in swarms of many thousands, and each of them knows where the others are, which is a remarkable thing to know. We measured how long they need to find a flower, and found that it takes them less time than it takes us, by a factor of three, on sunny days, and of two on others.";

    private static string Page(string head, string body) => $"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>";

    private async Task<PaperRecord> ReadPaperAsync(string html) => Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, _files.Write("page.html", html))));
}
