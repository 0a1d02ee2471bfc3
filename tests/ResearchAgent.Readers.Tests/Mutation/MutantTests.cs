using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Tests.Docx;
using Xunit;

namespace ResearchAgent.Readers.Tests.Mutation;

/// <summary>
/// Damaged files, read as an import reads them. Whatever the damage: no exception, no hang, and a paper or a failure,
/// never a part of a paper. Readers are chosen by extension from those there are.
/// </summary>
public sealed class MutantTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Formats that tell where they end, so that half of one is known to be half.</summary>
    private static readonly string[] HaveAnEnd = [".xml", ".nxml", ".tei", ".html", ".tex", ".gz", ".tgz", ".zip", ".docx"];

    private readonly TemporaryFiles _files = new();

    [Theory]
    [InlineData("data/docs/jats-plos/journal.pmed.0020124.xml")]
    [InlineData("data/docs/jats-plos/journal.pcbi.1001083.xml")]
    [InlineData("data/docs/acl/PMC5828200.nxml")]
    [InlineData("data/docs/acl/N18-3011.tei.xml")]
    [InlineData("data/docs/acl/N18-3011.pdf")]
    [InlineData("data/docs/pdf/journal.pone.0196757.pdf")]
    [InlineData("data/bib/bibtex/bibtexparser_example.bib")]
    [InlineData("data/bib/bibtex/valid_gral.bib")]
    [InlineData("data/bib/ris/example_full.ris")]
    [InlineData("data/bib/ris/example_wos.ris")]
    public async Task Mutants_of_real_files_are_papers_or_failures(string seed)
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip(seed), TestContext.Current.CancellationToken);
        await ReadAllAsync(new FileMutator(1).Mutate(Path.GetFileName(seed), Path.GetExtension(seed), bytes));
    }

    [Theory]
    [MemberData(nameof(OwnSeeds))]
    public async Task Mutants_of_small_files_are_papers_or_failures(string name)
    {
        var bytes = Own[name]();
        await ReadAllAsync(Enumerable.Range(1, 3).SelectMany(i => new FileMutator(i).Mutate(name, Path.GetExtension(name), bytes)));
    }

    public static TheoryData<string> OwnSeeds => [.. Own.Keys];

    public void Dispose() => _files.Dispose();

    private async Task ReadAllAsync(IEnumerable<Mutant> mutants)
    {
        var read = 0;
        foreach (var mutant in mutants)
        {
            var path = _files.Write($"mutant{read++}{mutant.Extension}", mutant.Bytes);
            Check(mutant, await ReadAsync(mutant, path));
            File.Delete(path);
        }

        Assert.True(read >= 10);
    }

    private static async Task<IReadOnlyList<ReadResult>> ReadAsync(Mutant mutant, string path)
    {
        var (file, failure) = await SourceFile.OpenAsync(path, TestContext.Current.CancellationToken);
        if (file is null)
        {
            return [failure!];
        }

        // As PaperImporter chooses it.
        var reader = PaperReaders.Create(new ReaderOptions())
            .FirstOrDefault(r => r.Extensions.Contains(mutant.Extension) && (r.ReadsBytes || file.NotText() is null) && r.Recognizes(file));
        if (reader is null)
        {
            return [new ReadFailure(path, 0, "no reader knows it")];
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);

        // On a thread of its own: a reader that hangs fails the test and does not hang it.
        var reading = Task.Run(async () => await reader.ReadAsync(file, deadline.Token).Take(2000).ToListAsync(deadline.Token), TestContext.Current.CancellationToken);
        var first = await Task.WhenAny(reading, Task.Delay(Deadline * 2, TestContext.Current.CancellationToken));
        Assert.True(first == reading, $"{mutant}: {reader.Name} hangs.");
        try
        {
            return await reading;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"{mutant}: {reader.Name} throws {e}");
            throw;
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{mutant}: {reader.Name} takes more than {Deadline.TotalSeconds} seconds.");
            throw;
        }
    }

    private static void Check(Mutant mutant, IReadOnlyList<ReadResult> results)
    {
        Assert.NotEmpty(results);
        foreach (var result in results)
        {
            switch (result)
            {
                case ReadFailure failure:
                    Assert.False(string.IsNullOrWhiteSpace(failure.Message), $"{mutant} has a failure without a message.");
                    Assert.DoesNotContain('\n', failure.Message);
                    break;
                case PaperRecord paper:
                    CheckPaper(mutant, paper);
                    break;
            }
        }

        var ids = results.OfType<PaperRecord>().Select(p => PaperId.NormalizeDoi(p.Doi) ?? PaperId.NormalizeArxivId(p.ArxivId)).OfType<string>().ToList();
        Assert.True(ids.Distinct().Count() == ids.Count || mutant.Damage is "block doubled" || mutant.Extension is ".bib" or ".ris", $"{mutant} gives one paper twice.");
        if (mutant.Damage.StartsWith("truncation", StringComparison.Ordinal) && HaveAnEnd.Contains(mutant.Extension) && !EndsWhole(mutant))
        {
            Assert.True(results.All(r => r is ReadFailure), $"{mutant} gives a part of a paper.");
        }
    }

    private static void CheckPaper(Mutant mutant, PaperRecord paper)
    {
        var isBibliography = mutant.Extension is ".bib" or ".ris";
        Assert.True(paper.Title.Length > 0, $"{mutant} gives a paper without title.");
        Assert.True(isBibliography || paper.Sections.Any(s => s.Text.Length > 0), $"{mutant} gives a paper without text.");
        Assert.All(paper.Sections, s => Assert.DoesNotMatch(@"[\u0000-\u0008\u000B-\u001F\u007F]", s.Text));
        Assert.DoesNotMatch(@"[\u0000-\u001F]", paper.Title);
    }

    // White space or a line end that is missing after the end is no loss.
    private static bool EndsWhole(Mutant mutant)
    {
        var end = Encoding.Latin1.GetString(mutant.Bytes.AsSpan(Math.Max(0, mutant.Bytes.Length - 60))).TrimEnd();
        return end.EndsWith("</article>", StringComparison.Ordinal) || end.EndsWith("</TEI>", StringComparison.Ordinal) || end.EndsWith(@"\end{document}", StringComparison.Ordinal)
            || end.Contains("</body>", StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, Func<byte[]>> Own = new(StringComparer.Ordinal)
    {
        ["small.xml"] = () => Utf8("<?xml version=\"1.0\"?>\n<article><front><article-meta><article-id pub-id-type=\"doi\">10.1000/a</article-id><title-group><article-title>On bees</article-title></title-group><pub-date><year>2020</year></pub-date></article-meta></front><body><sec><title>Methods</title><p>We count 12 bees.</p></sec></body></article>"),
        ["small.html"] = () => Utf8("<!DOCTYPE html><html><head><title>On bees</title></head><body><main><h1>On bees</h1><h2>Methods</h2><p>We count 12 bees in <b>3</b> hives.</p><table><tr><td>1</td><td>2</td></tr></table></main></body></html>"),
        ["small.tex"] = () => Utf8(Tex),
        ["small.tar.gz"] = () => TarGz(Tex),
        ["small.zip"] = () => Zip(Tex),
        ["small.docx"] = () => DocxFile.Create(DocxFile.Paragraph("On bees", "Titel") + DocxFile.Paragraph("Methods", "berschrift1") + DocxFile.Paragraph("We count 12 bees.")),
        ["small.md"] = () => Utf8("---\ntitle: On bees\nyear: 2020\n---\n# Methods\n\nWe *count* 12 bees.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## References\n\n1. Wang L. 2020.\n"),
        ["small.txt"] = () => Utf8("On bees\n\nWe count 12 bees in 3 hives.\n"),
        ["small.jsonl"] = () => Utf8("{\"title\": \"On bees\", \"abstract\": \"We count 12 bees.\", \"year\": 2020}\n{\"title\": \"On wasps\", \"abstract\": \"We count 7 wasps.\"}\n"),
    };

    private const string Tex =
        "\\documentclass{article}\n\\newcommand{\\bees}[1]{#1 bees}\n\\title{On bees}\\author{Ann Bee \\and Bob Cat}\n\\begin{document}\n\\begin{abstract}We count.\\end{abstract}\n\\section{Methods}\nWe count \\bees{12} in $x^{2}$ hives \\cite{a}.\n\\begin{table}\\caption{C}\\begin{tabular}{ll}1&2\\\\\\end{tabular}\\end{table}\n\\begin{thebibliography}{1}\\bibitem{a} Wang L. 2020.\\end{thebibliography}\n\\end{document}\n";

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] TarGz(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "main.tex") { DataStream = new MemoryStream(Utf8(text)) });
        }

        return bytes.ToArray();
    }

    private static byte[] Zip(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("main.tex").Open())
        {
            entry.Write(Utf8(text));
        }

        return bytes.ToArray();
    }
}
