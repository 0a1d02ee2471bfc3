using System.Globalization;
using System.Runtime.CompilerServices;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace ResearchAgent.Readers.Pdf;

/// <summary>
/// Reads a paper from a PDF: its text in the order in which a person reads it, with the page of every sentence, its references
/// taken apart, and what its pages do not show set aside.
/// </summary>
public sealed class PdfReader(ReaderOptions options) : IPaperReader
{
    /// <summary>Larger files are held as scans of books; the file is in memory while it is read.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    /// <summary>Dissertations and handbooks stay below.</summary>
    public const int MaxPages = 3000;

    /// <summary>For any file; papers take a second.</summary>
    private static readonly TimeSpan BaseTime = TimeSpan.FromSeconds(9);

    /// <summary>More for each megabyte beyond the first: long files are no damaged files.</summary>
    private static readonly TimeSpan TimePerMegabyte = TimeSpan.FromSeconds(2);

    /// <summary>The specification lets a file begin with something else.</summary>
    private const int HeaderBytes = 1024;

    /// <summary>Fewer letters on a page are stamps and page numbers on a scan.</summary>
    private const int MinLettersPerPage = 20;

    public string Name => "pdf";

    public IReadOnlyList<string> Extensions { get; } = [".pdf"];

    public bool ReadsBytes => true;

    public bool Recognizes(SourceFile file) => file.Start.Span[..Math.Min(HeaderBytes, file.Start.Length)].IndexOf("%PDF-"u8) >= 0;

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (result, notice) = await ReadOneAsync(file.Path, cancellationToken);
        if (notice is not null)
        {
            yield return notice;
        }

        yield return result;
    }

    private async Task<(ReadResult Result, ReadNotice? Notice)> ReadOneAsync(string path, CancellationToken cancellationToken)
    {
        (ReadResult, ReadNotice?) Failure(string message) => (new ReadFailure(path, 0, message), null);
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                return Failure(string.Create(CultureInfo.InvariantCulture, $"the PDF has {length / 1048576.0:N0} MB, more than {MaxBytes / 1048576:N0}. Split it, or make its pictures smaller."));
            }

            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            var limit = BaseTime + (TimePerMegabyte * (length / 1048576));
            PdfPages pages;
            try
            {
                pages = await ParsingThread.RunAsync(token => PdfPages.Read(bytes, token), limit, cancellationToken);
            }
            catch (TimeoutException)
            {
                return Failure(string.Create(CultureInfo.InvariantCulture, $"the PDF was not read within {limit.TotalSeconds:0} seconds; it is damaged or made to keep a reader busy. Print it to a new PDF and add that."));
            }

            var notice = pages.Problem is { } problem ? new ReadNotice(path, 0, problem + "; the other pages were read. Print the file to a new PDF to have it whole.") : null;
            return (await CompleteAsync(path, bytes, pages, cancellationToken), notice);
        }
        catch (PdfDocumentEncryptedException)
        {
            return Failure("the PDF is encrypted with a password. Save a copy without password and add that.");
        }
        catch (PageTooLargeException e)
        {
            return Failure($"{e.Message}; it is a drawing, not a paper. Add the paper without it.");
        }
        catch (TooManyPagesException e)
        {
            return Failure(string.Create(CultureInfo.InvariantCulture, $"the PDF has {e.Pages:N0} pages, more than {MaxPages:N0}. Split it into its chapters or papers."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure($"the file cannot be read ({RecordText.OneLine(e.Message).TrimEnd('.')}). Check its permissions.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The parser throws whatever a damaged file makes it trip over.
            return Failure($"the PDF is damaged or cut short ({RecordText.Shown(e.Message)}). Download it again, or print it to a new PDF and add that.");
        }
    }

    private async Task<ReadResult> CompleteAsync(string path, byte[] bytes, PdfPages pages, CancellationToken cancellationToken)
    {
        ReadFailure Failure(string message) => new(path, 0, message);
        var read = pages.Pages;
        var empty = read.Where(p => p.Lines.Sum(l => l.Text.Count(char.IsLetter)) < MinLettersPerPage).ToList();
        if (empty.Count == read.Count)
        {
            if (read.Count == 0)
            {
                return Failure("the PDF has no pages. Nothing was added from it.");
            }

            if (!read.Any(p => p.IsPicture))
            {
                return Failure("the PDF has no text: its pages are drawings, or its fonts do not say which characters they show. Add a PDF with text.");
            }

            if (!options.Ocr || Ocr.Program() is null)
            {
                return Failure(Ocr.Program() is null ? "the PDF is scanned; install tesseract and add --ocr." : "the PDF is scanned; add --ocr to read its pages with tesseract.");
            }
        }

        if (options.Ocr && Ocr.Program() is { } program && empty.Any(p => p.IsPicture))
        {
            var (recognized, problem) = await Ocr.ReadAsync(program, bytes, [.. empty.Where(p => p.IsPicture)], cancellationToken);
            read = [.. read.Select(p => recognized.GetValueOrDefault(p.Number, p))];
            if (problem is not null && recognized.Count == 0 && empty.Count == pages.Pages.Count)
            {
                return Failure(problem);
            }
        }

        var text = PaperTextBuilder.Build(read, cancellationToken);
        return PdfRecord.Of(path, text, pages.Metadata, read);
    }
}
