using System.Diagnostics;
using System.Globalization;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.Readers.Pdf;
using UglyToad.PdfPig;

namespace ResearchAgent.Benchmarks;

/// <summary>The PDF reader against a loop over PdfPig's own text of the same files' pages, the two in turns.</summary>
internal sealed class PdfBenchmark(int rounds, string? folder, TextWriter output)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var files = Files();
        if (files.Count == 0)
        {
            output.WriteLine("No PDF files: name a folder that holds some with --pdfs FOLDER.");
            return;
        }

        var reader = new PdfReader(new ReaderOptions());
        await ReadAsync(reader, files, cancellationToken);
        var pages = PlainText(files);
        List<double> ours = [], plain = [];
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await ReadAsync(reader, files, cancellationToken);
            ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            PlainText(files);
            plain.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var (fast, slow) = (Median(plain), Median(ours));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Count} PDF files, {pages} pages, median of {rounds} rounds"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pages/s: reader {pages / slow:F1}, PdfPig's page.Text {pages / fast:F1}; the reader takes {slow / fast:F2} times as long"));
    }

    private List<string> Files()
    {
        var from = folder ?? BesideRepository();
        return Directory.Exists(from) ? [.. Directory.EnumerateFiles(from, "*.pdf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
    }

    private static async Task ReadAsync(PdfReader reader, List<string> files, CancellationToken cancellationToken)
    {
        foreach (var path in files)
        {
            var (file, _) = await SourceFile.OpenAsync(path, cancellationToken);
            await foreach (var result in reader.ReadAsync(file!, cancellationToken))
            {
                _ = result is PaperRecord ? 0 : throw new InvalidOperationException(result.ToString());
            }
        }
    }

    private static int PlainText(List<string> files)
    {
        var (pages, characters) = (0, 0L);
        foreach (var path in files)
        {
            using var document = PdfDocument.Open(File.ReadAllBytes(path));
            for (var number = 1; number <= document.NumberOfPages; number++)
            {
                characters += document.GetPage(number).Text.Length;
                pages++;
            }
        }

        return characters > 0 ? pages : 0;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string BesideRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var data = Path.Combine(at.FullName, "shared", "data", "docs");
            if (Directory.Exists(data))
            {
                return data;
            }
        }

        return "";
    }
}
