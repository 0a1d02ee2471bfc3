using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Reads the pictures of scanned pages with the program "tesseract", where it is installed.</summary>
internal static class Ocr
{
    private static readonly TimeSpan TimePerPage = TimeSpan.FromSeconds(60);

    /// <summary>For taking the pictures out of the file.</summary>
    private static readonly TimeSpan TimeForPictures = TimeSpan.FromSeconds(60);

    /// <summary>Lines of a page made of pixels have no measure of their own: a letter page in points.</summary>
    private const float Width = 612;
    private const float Height = 792;

    /// <summary>Full path of the program; null where it is not installed.</summary>
    public static string? Program()
    {
        var names = OperatingSystem.IsWindows() ? new[] { "tesseract.exe" } : ["tesseract"];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted).SelectMany(folder => names.Select(n => Path.Combine(folder, n))).FirstOrDefault(File.Exists);
    }

    /// <returns>The pages that were read, by number, and why others were not.</returns>
    public static async Task<(IReadOnlyDictionary<int, PageText> Pages, string? Problem)> ReadAsync(string program, byte[] bytes, IReadOnlyList<PageText> pages, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("ocr-");
        try
        {
            var read = new Dictionary<int, PageText>();
            string? problem = null;
            foreach (var page in pages)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var picture = await ParsingThread.RunAsync(_ => LargestPicture(bytes, page.Number, folder.FullName), TimeForPictures, cancellationToken);
                if (picture is null)
                {
                    problem ??= string.Create(CultureInfo.InvariantCulture, $"the picture of page {page.Number} is of a kind that cannot be taken out of the PDF. Run the file through a program that adds a text layer, such as ocrmypdf, and add it again.");
                    continue;
                }

                var (text, failure) = await RunAsync(program, picture, cancellationToken);
                File.Delete(picture);
                problem ??= failure;
                if (text is not null)
                {
                    read[page.Number] = page with { Width = Width, Height = Height, Lines = Lines(page.Number, text) };
                }
            }

            return (read, problem);
        }
        catch (TimeoutException)
        {
            return (new Dictionary<int, PageText>(), "the pictures of the PDF were not taken out in time; it is damaged. Print it to a new PDF and add that.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? LargestPicture(byte[] bytes, int number, string folder)
    {
        using var document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
        var image = document.GetPage(number).GetImages().MaxBy(i => (long)i.WidthInSamples * i.HeightInSamples);
        if (image is null)
        {
            return null;
        }

        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number}"));
        if (IsJpeg(image))
        {
            File.WriteAllBytes(path + ".jpg", image.RawBytes);
            return path + ".jpg";
        }

        if (image.TryGetPng(out var png))
        {
            File.WriteAllBytes(path + ".png", png);
            return path + ".png";
        }

        return null;
    }

    private static bool IsJpeg(IPdfImage image) => image.RawBytes.Length > 3 && image.RawBytes[..3].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    private static async Task<(string? Text, string? Problem)> RunAsync(string program, string picture, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true };
        start.ArgumentList.Add(picture);
        start.ArgumentList.Add("stdout");
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimePerPage);
            try
            {
                var errors = process.StandardError.ReadToEndAsync(limit.Token);
                var text = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0 ? (text, null) : (null, $"tesseract failed: {RecordText.Shown(await errors)}. Check its installation with 'tesseract --list-langs'.");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return (null, string.Create(CultureInfo.InvariantCulture, $"tesseract did not read a page within {TimePerPage.TotalSeconds:0} seconds. Make the pictures of the PDF smaller and add it again."));
            }
        }
        catch (Win32Exception e)
        {
            return (null, $"tesseract cannot be started ({RecordText.OneLine(e.Message)}). Check its installation.");
        }
    }

    // Tesseract has put the text in order already, with blank lines between paragraphs.
    private static List<TextLine> Lines(int page, string text)
    {
        const float Size = 10;
        var lines = new List<TextLine>();
        var y = Height - 60;
        var all = text.Replace("\f", "", StringComparison.Ordinal).Split('\n').Select(RecordText.OneLine).ToList();
        var step = Math.Min(12, (Height - 120) / Math.Max(1, all.Count));
        var longest = Math.Max(1, all.Max(l => l.Length));
        foreach (var line in all)
        {
            y -= step;
            if (line.Length > 0)
            {
                lines.Add(new TextLine { Page = page, Text = line, Left = 60, Right = 60 + ((Width - 120) * line.Length / longest), Baseline = y, Size = Math.Min(Size, step / 1.2f), IsBold = false, IsItalic = false, StyledStart = 0, Raised = [] });
            }
        }

        return lines;
    }
}
