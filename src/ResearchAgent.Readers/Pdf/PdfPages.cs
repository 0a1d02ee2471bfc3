using System.Globalization;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace ResearchAgent.Readers.Pdf;

/// <summary>The lines of a file's pages, and what it says of itself. A page of a long file that cannot be read is left out and told in <paramref name="Problem"/>.</summary>
internal sealed record PdfPages(IReadOnlyList<PageText> Pages, PdfMetadata Metadata, string? Problem)
{
    /// <summary>One slip of whoever made the file costs no text; damage comes in dozens.</summary>
    private const int MaxDamage = 3;

    /// <summary>Up to this share of a file's pages may be unreadable before it is damaged: a handbook with one strange page stays.</summary>
    private const double MaxUnreadable = 0.05;

    /// <summary>Glyphs are dropped page by page: what stays is text and places of lines.</summary>
    /// <exception cref="InvalidDataException">So much is unreadable that what is left is no whole paper.</exception>
    public static PdfPages Read(byte[] bytes, CancellationToken cancellationToken)
    {
        // An empty password opens files that are only protected against change.
        var damage = new DamageLog();
        var parsing = new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false, Password = "", Logger = damage, FilterProvider = new CheckedFilters(damage) };
        using var document = PdfDocument.Open(bytes, parsing);
        if (document.NumberOfPages > PdfReader.MaxPages)
        {
            throw new TooManyPagesException(document.NumberOfPages);
        }

        document.AddPageFactory<PageInk, PageInkFactory>();
        var pages = new List<PageText>();
        string? problem = null;
        var unreadable = 0;
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                pages.Add(PageTextBuilder.Build(document.GetPage<PageInk>(number)));
            }
            catch (Exception e) when (e is not (OperationCanceledException or PdfDocumentEncryptedException or PageTooLargeException))
            {
                // One bad page must not cost the others; numbers stay those of the file.
                problem ??= string.Create(CultureInfo.InvariantCulture, $"page {number} cannot be read ({RecordText.Shown(e.Message)})");
                unreadable++;
                pages.Add(new PageText(number, 0, 0, [], "", [], false));
            }
        }

        if (unreadable > MaxUnreadable * pages.Count)
        {
            throw new InvalidDataException(problem);
        }

        if (damage.BrokenStreams > 0)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{damage.BrokenStreams} of its streams break off"));
        }

        if (damage.Count > MaxDamage)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{damage.Count} instructions of its pages make no sense"));
        }

        return new PdfPages(pages, PdfMetadata.Read(document), problem);
    }
}

/// <summary>The file has more pages than are read.</summary>
internal sealed class TooManyPagesException(int pages) : Exception
{
    public int Pages { get; } = pages;
}
