using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using ResearchAgent.Web.Security;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class UploadSnifferTests
{
    private const string Pdf = "%PDF-1.7\n%\u00e2\u00e3\n1 0 obj";
    private const string Page = "<!DOCTYPE html><html><body><p>A paper.</p></body></html>";
    private const string Tex = "\\documentclass{article}\n\\begin{document}Text.\\end{document}";
    private const string Jats = "<?xml version=\"1.0\"?><!DOCTYPE article PUBLIC \"-//NLM//DTD JATS\" \"JATS.dtd\"><article><front/></article>";
    private const string Tei = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/></TEI>";
    private const string Exe = "MZ\u0090\0\u0003\0\0\0";

    [Theory]
    [InlineData("a.pdf", Pdf, UploadKind.Pdf)]
    [InlineData("A.PDF", "\uFEFF\r\n%PDF-1.4", UploadKind.Pdf)]
    [InlineData("a.xml", Jats, UploadKind.Xml)]
    [InlineData("a.nxml", Jats, UploadKind.Xml)]
    [InlineData("a.tei", Tei, UploadKind.Xml)]
    [InlineData("a.tex", Tex, UploadKind.Tex)]
    [InlineData("a.html", Page, UploadKind.Html)]
    [InlineData("a.htm", "<!-- saved -->\n<html lang=en>", UploadKind.Html)]
    [InlineData("a.xhtml", "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", UploadKind.Html)]
    [InlineData("a.md", "# Title\n\n<b>Text</b>", UploadKind.Markdown)]
    [InlineData("a.txt", "Plain words.", UploadKind.Text)]
    [InlineData("a.bib", "% refs\n@article{key, title={T}}", UploadKind.BibTex)]
    [InlineData("a.ris", "\r\nTY  - JOUR\r\nER  - ", UploadKind.Ris)]
    [InlineData("a.ciw", "FN Clarivate\nVR 1.0\nPT J", UploadKind.Ris)]
    [InlineData("a.json", " [{\"type\":\"article\"}]", UploadKind.Json)]
    [InlineData("a.jsonl", "{\"title\":\"T\"}\n", UploadKind.JsonLines)]
    public async Task A_file_that_is_what_its_name_says_is_taken(string name, string content, UploadKind kind)
    {
        var (upload, refusal) = await SniffAsync(name, Bytes(content));
        Assert.Null(refusal);
        Assert.Equal(kind, upload!.Kind);
    }

    [Theory]
    [InlineData("a.pdf", Exe, "is a program, not a PDF")]
    [InlineData("a.pdf", Page, "is text, not a PDF")]
    [InlineData("a.pdf", "<html>%PDF-1.7", "is text, not a PDF")]
    [InlineData("a.pdf", "PK\u0003\u0004rest", "is a zip archive, not a PDF")]
    [InlineData("a.pdf", "", "is empty")]
    [InlineData("a.docx", Pdf, "is a PDF, not a Word document")]
    [InlineData("a.docx", "\u00d0\u00cf\u0011\u00e0", "is a document of old Word, or one with a password, not a Word document")]
    [InlineData("a.docx", "PK\u0003\u0004rest", "is a damaged archive")]
    [InlineData("a.zip", Exe, "is a program, not a zip or gzip archive")]
    [InlineData("a.gz", "\u001f\u008b\u0008rest", "is a damaged archive")]
    [InlineData("a.html", Pdf, "is a PDF, not text")]
    [InlineData("a.html", "Just words.", "holds no web page")]
    [InlineData("a.txt", Exe, "is a program, not text")]
    [InlineData("a.txt", "words\0\0", "is binary data, not text")]
    [InlineData("a.txt", "SQLite format 3\0", "is a SQLite database, not text")]
    [InlineData("a.md", "#!/bin/sh\nrm -r .", "is a script, not text")]
    [InlineData("a.md", "{\\rtf1 text}", "is rich text (RTF), not text")]
    [InlineData("a.txt", Page, "holds a web page")]
    [InlineData("a.bib", Page, "holds a web page, perhaps an error page")]
    [InlineData("a.bib", "Just words.", "holds no BibTeX entry")]
    [InlineData("a.tex", "Just words.", "holds no LaTeX")]
    [InlineData("a.xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "holds a web page")]
    [InlineData("a.xml", "<project/>", "is no XML of a paper")]
    [InlineData("a.xml", "<article", "is no XML of a paper")]
    [InlineData("a.ris", "Just words.", "holds no RIS")]
    [InlineData("a.json", "Just words.", "holds no JSON")]
    [InlineData("a.jsonl", "[1]", "holds no JSON objects")]
    [InlineData("zotero.sqlite", "SQLite format 3\0", "is a database")]
    [InlineData("a.exe", Exe, "is of a kind that is not taken")]
    [InlineData("a.pdf.exe", Pdf, "is of a kind that is not taken")]
    [InlineData("pdf", Pdf, "is of a kind that is not taken")]
    [InlineData("", Pdf, "is of a kind that is not taken")]
    public async Task A_file_that_is_not_is_refused_with_the_reason(string name, string content, string reason)
    {
        var (upload, refusal) = await SniffAsync(name, Bytes(content));
        Assert.Null(upload);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.StartsWith($"The file '{name}' ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sources_of_LaTeX_are_taken_packed_in_each_usual_way()
    {
        Assert.Equal(UploadKind.Archive, (await SniffAsync("a.zip", Zip(("main.tex", Bytes(Tex)), ("plot.pdf", Bytes(Pdf))))).Upload?.Kind);
        Assert.Equal(UploadKind.Archive, (await SniffAsync("a.gz", Gzip(Bytes(Tex)))).Upload?.Kind);
        var (tar, _) = await SniffAsync("2101.00001v2.tar.gz", Gzip(Tar("main.tex", Bytes(Tex))));
        Assert.Equal(new SniffedUpload(UploadKind.Archive, "2101.00001v2.tar.gz"), tar);
    }

    [Fact]
    public async Task A_Word_document_is_taken_and_other_zips_are_not()
    {
        var (word, _) = await SniffAsync("a.docx", Zip(("[Content_Types].xml", Bytes("<Types/>")), ("word/document.xml", Bytes("<w/>"))));
        Assert.Equal(UploadKind.Word, word?.Kind);
        Assert.Contains("no Word document", (await SniffAsync("a.docx", Zip(("main.tex", Bytes(Tex))))).Refusal, StringComparison.Ordinal);
        Assert.Contains("macros", (await SniffAsync("a.docx", Zip(("[Content_Types].xml", []), ("word/vbaProject.bin", [])))).Refusal, StringComparison.Ordinal);
        Assert.Contains("without a .tex file", (await SniffAsync("a.zip", Zip(("inner.zip", Zip(("x", [])))))).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archives_that_unpack_out_of_proportion_are_refused()
    {
        var zeros = new byte[16 * 1024 * 1024];
        Assert.Contains("far more than a paper", (await SniffAsync("a.zip", Zip(("main.tex", zeros)))).Refusal, StringComparison.Ordinal);
        Assert.Contains("far more than a paper", (await SniffAsync("a.docx", Zip(("[Content_Types].xml", []), ("word/document.xml", zeros)))).Refusal, StringComparison.Ordinal);
        Assert.Contains("far more than a paper", (await SniffAsync("a.tar.gz", Gzip(Tar("main.tex", zeros)))).Refusal, StringComparison.Ordinal);
        Assert.Contains("neither a tar archive nor LaTeX", (await SniffAsync("a.gz", Gzip(Bytes(Exe)))).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paper.pdf", "paper.pdf")]
    [InlineData("2101.00001v2.pdf", "2101.00001v2.pdf")]
    [InlineData("../../etc/passwd.pdf", "passwd.pdf")]
    [InlineData("C:\\Users\\me\\My Paper (1).PDF", "My-Paper-1.pdf")]
    [InlineData("a.pdf:stream.pdf", "stream.pdf")]
    [InlineData("Müller & Søn – été.pdf", "Muller-S-n-ete.pdf")]
    [InlineData("论文.pdf", "paper.pdf")]
    [InlineData(".pdf", "paper.pdf")]
    [InlineData("...pdf", "paper.pdf")]
    [InlineData("CON.pdf", "paper-CON.pdf")]
    [InlineData("com1.5.pdf", "paper-com1.5.pdf")]
    [InlineData("-rf.pdf", "rf.pdf")]
    [InlineData("a\0b\r\nc.pdf", "a-b-c.pdf")]
    [InlineData("bad\ud800.pdf", "bad.pdf")]
    [InlineData("run.sh.pdf", "run-sh.pdf")]
    public async Task A_file_gets_a_safe_name_of_our_own(string name, string safe)
    {
        var (upload, _) = await SniffAsync(name, Bytes(Pdf));
        Assert.Equal(safe, upload?.FileName);
    }

    [Fact]
    public async Task A_long_name_is_cut_and_keeps_its_extension()
    {
        var (upload, _) = await SniffAsync(new string('x', 10_000) + ".pdf", Bytes(Pdf));
        Assert.Equal(new string('x', 76) + ".pdf", upload?.FileName);
    }

    [Fact]
    public async Task The_stream_is_left_at_its_start()
    {
        using var stream = new MemoryStream(Bytes(Pdf)) { Position = 3 };
        await UploadSniffer.SniffAsync(stream, "a.pdf", TestContext.Current.CancellationToken);
        Assert.Equal(0, stream.Position);
    }

    private static async Task<(SniffedUpload? Upload, string? Refusal)> SniffAsync(string name, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await UploadSniffer.SniffAsync(stream, name, TestContext.Current.CancellationToken);
    }

    // Signatures hold bytes that are no UTF-8; a byte order mark stands for itself.
    private static byte[] Bytes(string content) =>
        content is ['\uFEFF', ..] ? [0xEF, 0xBB, 0xBF, .. Encoding.Latin1.GetBytes(content[1..])] : Encoding.Latin1.GetBytes(content);

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Tar(string name, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return packed.ToArray();
    }
}
