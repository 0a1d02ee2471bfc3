using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Text;
using UglyToad.PdfPig;
using Xunit;

namespace ResearchAgent.Readers.Tests.Pdf;

/// <summary>Real papers, against what others took out of them.</summary>
public sealed partial class PdfAcceptanceTests
{
    private const string Acl = "docs/acl/N18-3011.pdf";
    private const string Plos = "docs/pdf/journal.pone.0196757.pdf";

    private static readonly XNamespace Tei = "http://www.tei-c.org/ns/1.0";

    [Fact]
    public async Task The_text_of_a_two_column_paper_is_that_of_S2ORC()
    {
        var paper = await SharedPdfs.ReadAsync(Acl);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedPdfs.PathOrSkip("docs/acl/N18-3011.json"), TestContext.Current.CancellationToken));
        var parse = json.RootElement.GetProperty("pdf_parse");
        var expected = Count(parse.GetProperty("abstract").EnumerateArray().Concat(parse.GetProperty("body_text").EnumerateArray()).Select(p => p.GetProperty("text").GetString()!));
        var actual = Count(paper.Sections.Where(s => s.Kind == SectionKind.Body).Select(s => s.Text));

        var common = expected.Sum(e => Math.Min(e.Value, actual.GetValueOrDefault(e.Key)));
        var (recall, precision) = ((double)common / expected.Values.Sum(), (double)common / actual.Values.Sum());

        TestContext.Current.SendDiagnosticMessage($"N18-3011: recall {recall:0.000}, precision {precision:0.000}");
        Assert.True(recall >= 0.95, $"recall is {recall:0.000}");
        Assert.True(precision >= 0.95, $"precision is {precision:0.000}");
    }

    [Fact]
    public async Task Sections_and_references_are_those_that_GROBID_found()
    {
        var paper = await SharedPdfs.ReadAsync(Acl);
        var tei = XDocument.Load(SharedPdfs.PathOrSkip("docs/acl/N18-3011.tei.xml"));
        var heads = tei.Descendants(Tei + "body").Descendants(Tei + "head").Where(h => h.Parent!.Name == Tei + "div").Select(h => h.Value).ToList();
        var cited = tei.Descendants(Tei + "listBibl").Elements(Tei + "biblStruct").ToList();
        var titles = cited.Select(b => b.Descendants(Tei + "title").First(t => t.Value.Length > 0).Value).ToList();

        Assert.Empty(heads.Except(paper.Sections.Select(s => s.Heading)));
        Assert.DoesNotContain("References", paper.Sections.Select(s => s.Heading));
        Assert.Equal(cited.Count, paper.References.Count);
        var found = titles.Count(t => paper.References.Any(r => r.Title is not null && PaperId.NormalizeTitle(r.Title) == PaperId.NormalizeTitle(t)));
        Assert.True(found >= 0.9 * titles.Count, $"{found} of {titles.Count} titles of references");
        Assert.All(paper.References, r => Assert.NotNull(r.Year));
        Assert.All(paper.References, r => Assert.NotEmpty(r.Authors));
    }

    [Fact]
    public async Task The_front_of_a_conference_paper_is_read()
    {
        var paper = await SharedPdfs.ReadAsync(Acl);

        Assert.Equal("Construction of the Literature Graph in Semantic Scholar", paper.Title);
        Assert.Equal(23, paper.Authors.Count);
        Assert.Equal(("Waleed Ammar", "Oren Etzioni"), (paper.Authors[0], paper.Authors[^1]));
        Assert.Contains("Madeleine van Zuylen", paper.Authors);
        Assert.Equal(2018, paper.Year);
        Assert.Equal("Proceedings of NAACL-HLT 2018", paper.Venue);
        Assert.Equal(RecordAuthority.Guessed, paper.Authority);
        Assert.StartsWith("We describe a deployed scalable system", paper.Sections.Single(s => s.Heading == "Abstract").Text, StringComparison.Ordinal);
        Assert.Empty(paper.Flags);
    }

    [Fact]
    public async Task The_front_of_a_journal_article_is_read()
    {
        var paper = await SharedPdfs.ReadAsync(Plos);

        Assert.Equal("In vitro comparison of three common essential oils mosquito repellents as inhibitors of the Ross River virus", paper.Title);
        Assert.Equal(["Miora Ralambondrainy", "Essia Belarbi", "Wildriss Viranaicken", "Renata Baranauskienė", "Petras Rimantas Venskutonis", "Philippe Desprès", "Pierre Roques", "Chaker El Kalamouni", "Jimmy Sélambarom"], paper.Authors);
        Assert.Equal(("10.1371/journal.pone.0196757", 2018), (paper.Doi, paper.Year));
        Assert.Empty(paper.Flags);
    }

    [Fact]
    public async Task A_journal_article_has_its_sections_captions_and_references()
    {
        var paper = await SharedPdfs.ReadAsync(Plos);
        string[] expected = ["Introduction", "Plant material", "Cell culture", "Cytotoxicity assay", "Statistical analysis", "Discussion", "Conclusion", "Acknowledgments"];

        Assert.Empty(expected.Except(paper.Sections.Select(s => s.Heading)));
        Assert.Equal(45, paper.References.Count);
        Assert.True(paper.References.Count(r => r.Doi is not null) >= 30);
        var captions = paper.Sections.Single(s => s.Kind == SectionKind.Captions).Text.Split("\n\n");
        Assert.Equal(6, captions.Count(c => c.StartsWith("Fig ", StringComparison.Ordinal)));
        Assert.DoesNotContain(paper.Sections, s => s.Text.Contains("PLOS ONE | https://doi.org", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Acl)]
    [InlineData(Plos)]
    public async Task Thirty_sentences_stand_on_the_page_that_their_section_says(string path)
    {
        var paper = await SharedPdfs.ReadAsync(path);
        using var document = PdfDocument.Open(SharedPdfs.PathOrSkip(path));
        var pages = document.GetPages().ToDictionary(p => p.Number, p => Letters(p.Text));
        var sentences = paper.Sections.SelectMany(s => SentenceSplitter.Split(s.Text).Where(x => x.Length is > 40 and < 400).Select(x => (Page: s.Pages.PageAt(x.Start)!.Value, Text: x.In(s.Text)))).ToList();
        var step = sentences.Count / 30;
        Assert.True(step > 0);

        // A sentence that turns the page is found by its beginning; formulas are written in another order on the page.
        var sampled = Enumerable.Range(0, 30).Select(i => sentences[i * step]).ToList();
        Assert.All(sampled, s => Assert.Contains(Letters(s.Text)[..25], pages[s.Page], StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_section_of_a_paper_holds_another_ones_column()
    {
        var paper = await SharedPdfs.ReadAsync(Acl);
        var text = string.Join("\n\n", paper.Sections.Select(s => s.Text));

        Assert.Contains("Lample et al., 2016), and assume that entity types in the test set match", text, StringComparison.Ordinal);
        Assert.Contains("a predefined list of relation types between them", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", text);
        Assert.DoesNotContain("  ", text);
    }

    private static Dictionary<string, int> Count(IEnumerable<string> texts) =>
        texts.SelectMany(t => Token().Matches(t.ToLowerInvariant())).GroupBy(m => m.Value).ToDictionary(g => g.Key, g => g.Count());

    private static string Letters(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormKD).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Token();
}
