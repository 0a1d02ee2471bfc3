using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace ResearchAgent.Readers.Pdf;

/// <summary>The lines of a file's pages, and what it says of itself. A page that cannot be read is left out and told in <paramref name="Problem"/>.</summary>
internal sealed record PdfPages(IReadOnlyList<PageText> Pages, PdfMetadata Metadata, string? Problem)
{
    /// <summary>Glyphs are dropped page by page: what stays is text and places of lines.</summary>
    public static PdfPages Read(byte[] bytes, CancellationToken cancellationToken)
    {
        // An empty password opens files that are only protected against change.
        var parsing = new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, ClipPaths = false, Password = "" };
        using var document = PdfDocument.Open(bytes, parsing);
        if (document.NumberOfPages > PdfReader.MaxPages)
        {
            throw new TooManyPagesException(document.NumberOfPages);
        }

        document.AddPageFactory<PageInk, PageInkFactory>();
        var pages = new List<PageText>();
        string? problem = null;
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
                problem ??= RecordText.Shown(e.Message);
                pages.Add(new PageText(number, 0, 0, [], "", [], false));
            }
        }

        if (problem is not null && pages.TrueForAll(p => p.Width == 0))
        {
            pages.Clear();
        }

        return new PdfPages(pages, PdfMetadata.Read(document), problem);
    }
}

/// <summary>The file has more pages than are read.</summary>
internal sealed class TooManyPagesException(int pages) : Exception
{
    public int Pages { get; } = pages;
}
