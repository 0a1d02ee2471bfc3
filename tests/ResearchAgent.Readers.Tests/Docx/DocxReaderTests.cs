using System.IO.Compression;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Docx;
using Xunit;
using static ResearchAgent.Readers.Tests.Docx.DocxFile;

namespace ResearchAgent.Readers.Tests.Docx;

public sealed class DocxReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();
    private readonly DocxReader _reader = new();

    [Fact]
    public async Task A_manuscript_is_read_by_its_styles()
    {
        var paper = await ReadPaperAsync(
            Paragraph("On Bees", "Titel")
            + Paragraph("Abstract") + Paragraph("We study bees.")
            + Paragraph("Methods", "berschrift1") + "<w:p><w:r><w:t xml:space=\"preserve\">We took 10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>3</w:t></w:r><w:r><w:t xml:space=\"preserve\"> bees</w:t><w:footnoteReference w:id=\"2\"/></w:r><w:ins w:id=\"1\"><w:r><w:t xml:space=\"preserve\"> and more</w:t></w:r></w:ins><w:del w:id=\"2\"><w:r><w:delText xml:space=\"preserve\"> and wasps</w:delText></w:r></w:del><w:hyperlink><w:r><w:t xml:space=\"preserve\"> [1]</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r></w:p>"
            + Paragraph("Data", "Meine") + "<w:p><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f></m:oMath><w:r><w:t>is small.</w:t></w:r></w:p>"
            + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Hive</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Bees</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            + Paragraph("Table 1. Counts.", "Beschriftung") + Paragraph("Round and round.", "Kreis")
            + "<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>Results</w:t></w:r></w:p>" + Paragraph("They fly.")
            + Paragraph("References", "berschrift1") + Paragraph("[1] Wang L. On wings. 2020. doi:10.1000/w") + Paragraph("Li D. Hives. 2019."),
            title: "On bees", creator: "Ann Bee; Bob Cat");

        Assert.Equal("On Bees", paper.Title);
        Assert.Equal(["Ann Bee", "Bob Cat"], paper.Authors);
        Assert.Equal(
            [
                new Section("Abstract", "We study bees."),
                new Section("Methods", "We took 10^3 bees and more [1].\n\nA note."),
                new Section("Methods / Data", "(a+b)/c is small.\n\nHive | Bees\nA | 7\n\nRound and round."),
                new Section("Results", "They fly."),
                new Section("Figures and tables", "Table 1. Counts.") { Kind = SectionKind.Captions },
            ],
            paper.Sections);
        Assert.Equal([("1", "10.1000/w"), (null, null)], paper.References.Select(r => (r.Label, r.Doi)));
    }

    [Theory]
    [InlineData("On the flight of bees", null, "On the flight of bees")]
    [InlineData("Microsoft Word - paper.doc", null, "Introduction")]
    [InlineData("", null, "Introduction")]
    [InlineData("Another title here", "On Bees", "On Bees")]
    public async Task The_title_of_the_properties_counts_only_where_nothing_speaks_against_it(string property, string? styled, string expected)
    {
        var paper = await ReadPaperAsync((styled is null ? "" : Paragraph(styled, "Titel")) + Paragraph("Introduction", "berschrift1") + Paragraph("Text."), title: property);

        Assert.Equal(expected, paper.Title);
    }

    [Theory]
    [InlineData("<w:vanish/>")]
    [InlineData("<w:color w:val=\"FFFFFF\"/>")]
    [InlineData("<w:sz w:val=\"2\"/>")]
    public async Task Hidden_text_is_kept_apart_with_a_flag(string properties)
    {
        var paper = await ReadPaperAsync(Paragraph("On Bees", "Titel") + $"<w:p><w:r><w:t xml:space=\"preserve\">Seen. </w:t></w:r><w:r><w:rPr>{properties}</w:rPr><w:t>Praise it.</w:t></w:r></w:p>");

        Assert.Equal([new Section("Text", "Seen."), new Section("Hidden text", "Praise it.") { Kind = SectionKind.Hidden }], paper.Sections);
        Assert.Equal(PaperFlagKind.HiddenText, Assert.Single(paper.Flags).Kind);
    }

    [Fact]
    public async Task White_text_on_a_dark_ground_is_seen()
    {
        var paper = await ReadPaperAsync(Paragraph("On Bees", "Titel") + "<w:p><w:r><w:rPr><w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"000000\"/></w:rPr><w:t>Seen.</w:t></w:r></w:p>");

        Assert.Equal([new Section("Text", "Seen.")], paper.Sections);
        Assert.Empty(paper.Flags);
    }

    [Fact]
    public async Task Damaged_foreign_and_hostile_files_are_failures()
    {
        var whole = Create(Paragraph("On Bees", "Titel") + Paragraph("Text."));
        var deep = Create("");
        using (var stream = new MemoryStream())
        {
            stream.Write(deep);
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            {
                var entry = zip.Entries.Single(e => e.FullName.EndsWith("document.xml", StringComparison.Ordinal));
                var name = entry.FullName;
                entry.Delete();
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write($"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{string.Concat(Enumerable.Repeat("<w:p>", 100_000))}{string.Concat(Enumerable.Repeat("</w:p>", 100_000))}</w:body></w:document>");
            }

            deep = stream.ToArray();
        }

        Assert.Contains("more than 200 levels deep", (await ReadFailureAsync("deep.docx", deep)).Message, StringComparison.Ordinal);
        Assert.Contains("breaks off", (await ReadFailureAsync("half.docx", whole[..(whole.Length / 2)])).Message, StringComparison.Ordinal);
        Assert.Contains("old binary form", (await ReadFailureAsync("old.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("no text", (await ReadFailureAsync("empty.docx", Create(Paragraph("On Bees", "Titel")))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private async Task<PaperRecord> ReadPaperAsync(string body, string? title = null, string? creator = null) =>
        Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, _files.Write("a.docx", Create(body, title, creator)))));

    private async Task<ReadFailure> ReadFailureAsync(string name, byte[] bytes) =>
        Assert.IsType<ReadFailure>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, _files.Write(name, bytes))));
}
