using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.BibTeX;
using ResearchAgent.Readers.Tests.Bibliographies;
using Xunit;

namespace ResearchAgent.Readers.Tests.BibTeX;

/// <summary>Real files, against counts that a search for text gives and values read off by eye.</summary>
public sealed partial class BibTexFilesTests
{
    [Theory]
    [InlineData("bibtexparser_example", 1)]
    [InlineData("valid_case", 1)]
    [InlineData("valid_comments", 4)]
    [InlineData("valid_cross", 7)]
    [InlineData("valid_ds", 14)]
    [InlineData("valid_editortypes", 3)]
    [InlineData("valid_extended_name_format", 3)]
    [InlineData("valid_gral", 83)]
    [InlineData("valid_libra", 35)]
    [InlineData("valid_polaritons", 38)]
    [InlineData("valid_rass", 22)]
    [InlineData("zoia_doi_response", 1)]
    public async Task Every_work_is_read(string name, int count) => Assert.Equal(count, (await ReadAsync(name)).Count);

    [Theory]
    [InlineData("valid_gral")]
    [InlineData("valid_libra")]
    [InlineData("valid_polaritons")]
    [InlineData("valid_rass")]
    [InlineData("valid_ds")]
    public async Task Every_field_is_read(string name)
    {
        var papers = await ReadAsync(name);
        var written = FilledField().Matches(await File.ReadAllTextAsync(SharedData.PathOrSkip($"data/bib/bibtex/{name}.bib"), TestContext.Current.CancellationToken))
            .CountBy(m => m.Groups["name"].Value.ToLowerInvariant())
            .ToDictionary();
        var has = new Dictionary<string, Func<PaperRecord, bool>>
        {
            ["title"] = p => p.Title.Length > 0,
            ["author"] = p => p.Authors.Count > 0,
            ["volume"] = p => p.Fields.ContainsKey(BibliographicField.Volume),
            ["pages"] = p => p.Fields.ContainsKey(BibliographicField.Page),
            ["edition"] = p => p.Fields.ContainsKey(BibliographicField.Edition),
            ["series"] = p => p.Fields.ContainsKey(BibliographicField.CollectionTitle),
            ["issn"] = p => p.Fields.ContainsKey(BibliographicField.Issn),
            ["isbn"] = p => p.Fields.ContainsKey(BibliographicField.Isbn),
            ["urldate"] = p => p.Fields.ContainsKey(BibliographicField.Accessed),
            ["shortjournal"] = p => p.Fields.ContainsKey(BibliographicField.ContainerTitleShort),
            ["shorttitle"] = p => p.Fields.ContainsKey(BibliographicField.TitleShort),
            ["eventtitle"] = p => p.Fields.ContainsKey(BibliographicField.EventTitle),
            ["langid"] = p => p.Fields.ContainsKey("langid"),
            ["url"] = p => p.Url is not null,
            ["abstract"] = p => p.Sections.Count == 1,
            ["keywords"] = p => p.Tags.Count > 0,
            ["file"] = p => p.Attachments.Count > 0 && p.Fields.ContainsKey(BibliographicField.File),
        };
        foreach (var (field, test) in has)
        {
            Assert.Equal((field, written.GetValueOrDefault(field)), (field, papers.Count(test)));
        }

        // These go by several names.
        int Written(params string[] names) => names.Sum(n => written.GetValueOrDefault(n));
        Assert.Equal(Written("number"), papers.Count(p => p.Fields.ContainsKey(BibliographicField.Issue) || p.Fields.ContainsKey(BibliographicField.Number) || p.Fields.ContainsKey(BibliographicField.CollectionNumber)));
        Assert.Equal(Written("journal", "journaltitle", "booktitle"), papers.Count(p => p.Venue is not null));
        Assert.Equal(Written("year", "date"), papers.Count(p => p.Year is not null));
        Assert.Equal(Written("pagetotal", "numpages"), papers.Count(p => p.Fields.ContainsKey(BibliographicField.NumberOfPages)));

        // An address at doi.org gives a DOI, too.
        Assert.InRange(papers.Count(p => p.Doi is not null || p.Fields.ContainsKey("doi")), Written("doi"), Written("doi", "url"));
    }

    [Fact]
    public async Task Values_are_those_of_the_file()
    {
        var polaritons = (await ReadAsync("valid_polaritons")).ToDictionary(p => p.Key!);
        var gust = polaritons["gustViscosityDiluteBose2015"];
        Assert.Equal(("The Viscosity of Dilute Bose–Einstein condensates", 2015, "Phys. Scr.", "10.1088/0031-8949/2015/T165/014034"), (gust.Title.Replace("Condensates", "condensates", StringComparison.Ordinal), gust.Year, gust.Venue, gust.Doi));
        Assert.Equal(["Gust, Erich D.", "Reichl, L. E."], gust.Authors);
        Assert.StartsWith("The viscosity of a dilute Bose–Einstein condensate is obtained", gust.Sections[0].Text, StringComparison.Ordinal);
        var thesis = polaritons["haugBatchLocalizationAlgorithm2019"];
        Assert.Equal(("thesis", "Technische Universität Berlin", "Bachelor Thesis", "Berlin, DE"), (thesis.Type, thesis.Fields.First("publisher"), thesis.Fields.First("genre"), thesis.Fields.First("publisher-place")));
        Assert.Equal(["Haug, H.", "Schmitt-Rink, S."], polaritons["haugElectronTheoryOptical1984"].Authors);

        var rass = (await ReadAsync("valid_rass")).ToDictionary(p => p.Key!);
        Assert.Equal("others", rass["snap"].Authors[^1]);
        Assert.Equal("de Kruijf, Marc", rass["snap"].Authors[1]);
        Assert.Equal("Shinjuku: Preemptive Scheduling for μsecond-scale Tail Latency", rass["shinjuku"].Title);
        Assert.Equal(("2018-12-12", "Heraklion, Greece", "54-66", "13"), (rass["xdp"].Fields.First("issued"), rass["xdp"].Fields.First("event-place"), rass["xdp"].Fields.First("page"), rass["xdp"].Fields.First("number-of-pages")));
        Assert.Equal(["XDP", "DPDK", "BPF", "programmable networking"], rass["xdp"].Tags);
        Assert.Equal("2017/2020", rass["bpf"].Fields.First("issued"));
        Assert.Equal("net_dma: mark broken", rass["ioat-no"].Title);

        var libra = (await ReadAsync("valid_libra")).ToDictionary(p => p.Key!);
        Assert.Equal(@"example.com?A=$B%\{}", libra["weirdUrl2023"].Url);
        Assert.Equal("report", libra["taskinsoyBitcoinLongestRunning2019"].Type);
        Assert.Equal(("ID 3505953", "SSRN Scholarly Paper"), (libra["taskinsoyBitcoinLongestRunning2019"].Fields.First("number"), libra["taskinsoyBitcoinLongestRunning2019"].Fields.First("genre")));
        Assert.Equal(2, libra["schillingSimpleBitcoinEconomics2019"].Attachments.Count);

        var cross = (await ReadAsync("valid_cross")).ToDictionary(p => p.Key!);
        Assert.Equal(("Journal of Political Economy", 2007, "115", "6"), (cross["arrgh"].Venue, cross["arrgh"].Year, cross["arrgh"].Fields.First("volume"), cross["arrgh"].Fields.First("issue")));
        Assert.Equal(("Macmillan", "New York and London"), (cross["recursive"].Fields.First("publisher"), cross["recursive"].Fields.First("publisher-place")));
        Assert.Equal("Journal of Ill-Definedness", cross["ill-defined"].Title);
    }

    [Theory]
    [InlineData("invalid_gral_rep_key", 83, 803, "the key 'ishihara2012' is taken by the entry of line 747")]
    [InlineData("invalid_incorrect_data", 0, 7, "field 'date' of 'rashid2016' is '19XXX-XX-XX', no date")]
    [InlineData("invalid_incorrect_syntax", 1, 12, "'💯' stands where '=' should")]
    public async Task Errors_have_a_line_and_a_reason(string name, int read, int line, string reason)
    {
        var results = await TemporaryFiles.ReadAsync(new BibTexReader(), SharedData.PathOrSkip($"data/bib/bibtex/{name}.bib"));

        Assert.Equal(read, results.OfType<PaperRecord>().Count());
        var failure = results.OfType<ReadFailure>().First();
        Assert.Equal(line, failure.Line);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"{name}.bib", failure.Path, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<PaperRecord>> ReadAsync(string name) => RoundTrip.ReadAsync(new BibTexReader(), SharedData.PathOrSkip($"data/bib/bibtex/{name}.bib"));

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z-]+)\s*=\s*(?:\{(?!\s*\})|""(?!"")|\d|[a-z])", RegexOptions.Multiline)]
    private static partial Regex FilledField();
}
