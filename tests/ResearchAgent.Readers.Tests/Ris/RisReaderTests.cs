using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Ris;
using ResearchAgent.Readers.Tests.Bibliographies;
using Xunit;

namespace ResearchAgent.Readers.Tests.Ris;

public sealed class RisReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    [Fact]
    public async Task A_record_is_read_with_every_tag()
    {
        var paper = await ReadPaperAsync(
            """
            TY  - CHAP
            ID  - key1
            TI  - A Title
            AU  - King,Martin Luther,Jr.
            A1  - World Bank,
            A2  - Editor, E.
            A3  - Series, S.
            A4  - Translator, T.
            T2  - The Book
            T3  - The Series
            PY  - 2019/03/12/Spring
            VL  - 1
            IS  - 2
            SP  - 12
            EP  - 34
            SN  - 978-3-16-148410-0
            SN  - 1234-5678
            PB  - Pub
            CY  - Town
            KW  - one
            KW  - two; three
            AB  - First line
            and second.
            DO  - doi:10.1000/x
            UR  - https://example.org/a;b
            L1  - files/a.pdf
            L1  - https://example.org/a.pdf
            Y2  - 2020/01/02/
            N1  - Note
            ZZ  - Unknown
            ER  - 
            """);

        Assert.Equal(("key1", "chapter", "A Title", "The Book", 2019, "10.1000/x", "https://example.org/a;b"), (paper.Key, paper.Type, paper.Title, paper.Venue, paper.Year, paper.Doi, paper.Url));
        Assert.Equal(["King, Jr., Martin Luther", "{World Bank}"], paper.Authors);
        Assert.Equal(["one", "two", "three"], paper.Tags);
        Assert.Equal([new Section("Abstract", "First line and second.")], paper.Sections);
        Assert.Equal(
            [
                "ISBN: 978-3-16-148410-0", "ISSN: 1234-5678", "accessed: 2020-01-02", "collection-editor: Series, S.", "collection-title: The Series",
                "editor: Editor, E.", "file: files/a.pdf | https://example.org/a.pdf", "issue: 2", "issued: 2019-03-12", "note: Note", "page: 12-34", "publisher: Pub",
                "publisher-place: Town", "py: Spring", "translator: Translator, T.", "volume: 1", "zz: Unknown",
            ],
            Fields(paper));
        Assert.EndsWith(Path.Combine("files", "a.pdf"), Assert.Single(paper.Attachments), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TY  - JOUR\nTI  - T\nER  - \n")]
    [InlineData("\uFEFF\r\n\r\nRecord #1\r\n1.\r\nTY  - JOUR\r\nTI  - T\r\nER  - \r\n")]
    [InlineData("TY - JOUR\nTI - T\nER -\n")]
    [InlineData("TY  -JOUR\nTI  -T\nER  -\n")]
    [InlineData("  TY  - JOUR\n  TI  - T\n  ER  - \n")]
    [InlineData("TY  - JOUR\nTI  - T\n")]
    [InlineData("TY  - JOUR\nT1  - T\nER  - ")]
    public async Task Records_are_written_in_many_ways(string ris)
    {
        var paper = await ReadPaperAsync(ris);

        Assert.Equal(("T", "article-journal"), (paper.Title, paper.Type));
        Assert.Empty(paper.Fields);
    }

    [Fact]
    public async Task A_record_that_is_not_ended_does_not_swallow_the_next()
    {
        var papers = await ReadPapersAsync("TY  - JOUR\nTI  - A\nTY  - BOOK\nTI  - B\nER  - \njunk\nTY  - GEN\nTI  - C");

        Assert.Equal([(1, "A"), (3, "B"), (7, "C")], papers.Select(p => (p.Line, p.Title)));
    }

    [Theory]
    [InlineData("2009", 2009, null)]
    [InlineData("1948/07//", 1948, "1948-07")]
    [InlineData("2014//", 2014, null)]
    [InlineData("2019/03/12/", 2019, "2019-03-12")]
    [InlineData("2019-03-12", 2019, "2019-03-12")]
    [InlineData("12 Mar 2019", 2019, "2019-03-12")]
    [InlineData("March 12, 2019", 2019, "2019-03-12")]
    [InlineData("in press", null, null)]
    public async Task Dates_are_read(string date, int? year, string? issued)
    {
        var paper = await ReadPaperAsync($"TY  - JOUR\nTI  - T\nPY  - {date}\nER  - ");

        Assert.Equal((year, issued), (paper.Year, paper.Fields.First("issued")));
        Assert.Equal(year is null ? "in press" : null, paper.Fields.First("py"));
    }

    [Theory]
    [InlineData("Shannon,Claude E.", "Shannon, Claude E.")]
    [InlineData("Fanning E.", "Fanning, E.")]
    [InlineData("de la Cruz JA", "de la Cruz, JA")]
    [InlineData("World Health Organization", "World Health Organization")]
    [InlineData("World Bank,", "{World Bank}")]
    [InlineData("van der Schaar, Mihaela", "van der Schaar, Mihaela")]
    [InlineData("et al.", "others")]
    public async Task Names_are_read(string written, string name) =>
        Assert.Equal([name], (await ReadPaperAsync($"TY  - JOUR\nTI  - T\nAU  - {written}\nER  - ")).Authors);

    [Fact]
    public async Task A_record_without_a_title_is_called_by_what_it_has()
    {
        Assert.Equal("[10.1186/s40981-020-0316-0]", (await ReadSharedAsync("bom"))[0].Title);
        Assert.Equal("[Marx and Marxus]", (await ReadSharedAsync("custom_list_tags"))[0].Title);
        Assert.StartsWith("[first line, ER then second line", (await ReadSharedAsync("multiline"))[2].Title, StringComparison.Ordinal);
        Assert.StartsWith("Состояние", (await ReadSharedAsync("utf_chars"))[0].Title, StringComparison.Ordinal);
        Assert.Contains("neither a title", Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync("TY  - JOUR\nVL  - 1\nER  - "))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("basic", 1)]
    [InlineData("bom", 1)]
    [InlineData("custom_list_tags", 1)]
    [InlineData("empty_tag", 1)]
    [InlineData("extraneous_data", 2)]
    [InlineData("full", 2)]
    [InlineData("full_without_whitespace", 2)]
    [InlineData("full_write", 2)]
    [InlineData("multi_unknown_tags", 1)]
    [InlineData("multiline", 3)]
    [InlineData("single_unknown_tag", 1)]
    [InlineData("starting_newlines", 1)]
    [InlineData("urls", 4)]
    [InlineData("utf_chars", 1)]
    [InlineData("wos", 2)]
    public async Task Every_record_of_real_files_is_read(string name, int count) => Assert.Equal(count, (await ReadSharedAsync(name)).Count);

    [Fact]
    public async Task Values_are_those_of_the_file()
    {
        var full = (await ReadSharedAsync("full"))[1];
        Assert.Equal(("12345", "The title of the reference", "Lorem", 2006, "http://example_url.com"), (full.Key, full.Title, full.Venue, full.Year, full.Url));
        Assert.Equal(["Marxus, Karlus", "Lindgren, Astrid"], full.Authors);
        Assert.Equal(["Pippi Langstrumpf", "Nordwind", "Piraten"], full.Tags);
        Assert.Equal(
            [
                "ISSN: 1732-4208", "container-title-short: lorem", "editor: Glattauer, Daniel", "issue: 3", "l2: http://example2.com", "number: 1228150341",
                "page: e0815341", "publisher: Dark Factory", "publisher-place: Germany", "volume: 6",
            ],
            Fields(full));
        Assert.Equal(["dc: Direct Current", "ep: 423", "issued: 1948-07", "jp: CRISPR", "volume: 27"], Fields((await ReadSharedAsync("multi_unknown_tags"))[0]));
        Assert.Equal(["CRISPR", "Direct Current"], (await ReadSharedAsync("single_unknown_tag"))[0].Fields["jp"]);
        Assert.All((await ReadSharedAsync("urls")).Skip(1), p => Assert.Equal(("http://example.com", "http://www.example.com"), (p.Url, p.Fields.First("URL"))));
        var empty = (await ReadSharedAsync("empty_tag"))[0];
        Assert.Equal(("10.1177/2325967120950040", null), (empty.Doi, empty.Fields.First("page")));
        Assert.EndsWith("safe return to sport...", empty.Sections[0].Text, StringComparison.Ordinal);
        Assert.Equal("first line * second line * last line", (await ReadSharedAsync("multiline"))[1].Fields.First("note"));
    }

    [Fact]
    public async Task Web_of_Science_is_read()
    {
        var papers = await ReadSharedAsync("wos");

        var first = papers[0];
        Assert.Equal(3, first.Line);
        Assert.Equal("Interactions stabilizing the structure of the core light-harvesting complex (LHl) of photosynthetic bacteria and its subunit (B820)", first.Title);
        Assert.Equal(["Parkes-Loach, PS", "Majeed, AP", "Law, CJ", "Loach, PA"], first.Authors);
        Assert.Equal(("BIOCHEMISTRY", 2004, "10.1021/bi049798f", "article-journal"), (first.Venue, first.Year, first.Doi, first.Type));
        Assert.Equal(("2004-06-08", "7003-7016", "43", "22", "15170338", "WOS:000221807500019"), (first.Fields.First("issued"), first.Fields.First("page"), first.Fields.First("volume"), first.Fields.First("issue"), first.Fields.First("PMID"), first.Fields.First("ut")));
        Assert.Equal(10, first.Tags.Count);
        Assert.Equal([59, 86], papers.Select(p => p.References.Count));
        Assert.Equal(("10.1073/pnas.83.22.8589", 1986, "P NATL ACAD SCI USA"), (first.References[0].Doi, first.References[0].Year, first.References[0].Venue));
        Assert.Equal(2, papers[1].Fields["c1"].Count);
    }

    [Theory]
    [InlineData("TY  - JOUR\nTI  - T\nER  - \n", "ris")]
    [InlineData("1 record\n\nTY  - JOUR\nTI  - T\nER  - \n", "ris")]
    [InlineData("FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n", "ris")]
    [InlineData("A title\n\nA note on TY  - JOUR in RIS.\n", "note")]
    public async Task A_text_file_is_recognised_by_its_first_lines(string text, string reader) =>
        Assert.Equal(reader, (await TemporaryFiles.ReaderForAsync(_files.Write("papers.txt", text)))?.Name);

    [Fact]
    public async Task An_older_encoding_is_read() =>
        Assert.Equal("Größe", Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(new RisReader(), _files.Write("l.ris", Encoding.Latin1.GetBytes("TY  - JOUR\nTI  - Größe\nER  - "))))).Title);

    [Fact]
    public async Task A_file_without_records_is_reported() =>
        Assert.Contains("no record was found", Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync("Dear diary"))).Message, StringComparison.Ordinal);

    public void Dispose() => _files.Dispose();

    private static IEnumerable<string> Fields(PaperRecord paper) =>
        paper.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {string.Join(" | ", f.Value)}");

    private static Task<IReadOnlyList<PaperRecord>> ReadSharedAsync(string name) => RoundTrip.ReadAsync(new RisReader(), SharedData.PathOrSkip($"data/bib/ris/example_{name}.ris"));

    private async Task<PaperRecord> ReadPaperAsync(string ris) => Assert.Single(await ReadPapersAsync(ris));

    private async Task<IReadOnlyList<PaperRecord>> ReadPapersAsync(string ris) => [.. (await ReadAsync(ris)).Select(r => Assert.IsType<PaperRecord>(r))];

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string ris) => await TemporaryFiles.ReadAsync(new RisReader(), _files.Write("papers.ris", ris));
}
