using ResearchAgent.Hosting;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Web.Security;

namespace ResearchAgent.Web.Library;

/// <summary>The PDF that a paper came from: an upload, a file of a synchronised folder, or one that was added by its path. Where it lies is what the server wrote down, never what a request says.</summary>
internal sealed class PaperFiles(Session session, UploadFolder uploads, ServerOptions options)
{
    private const int HeadBytes = 1024;

    /// <summary>Without it, a PDF is left to the browser's own viewer.</summary>
    public bool HasViewer { get; } = File.Exists(Path.Combine(options.WebRoot, "lib", "pdfjs", "pdf.min.mjs"));

    /// <returns>The full path; null when the paper came from another kind of file, or the file is gone or no PDF any more.</returns>
    public async Task<string?> PdfOfAsync(Paper paper, CancellationToken cancellationToken)
    {
        HashSet<PaperId> ids = [paper.Id, .. paper.AlsoKnownAs];
        var synced = (await LibrarySync.ListAsync(session.Library, cancellationToken)).Where(f => f.Papers.Any(ids.Contains)).Select(f => f.Path);
        return uploads.HashesOf(paper).Select(uploads.Find).OfType<string>().Concat(synced).Append(PaperComposer.PathOf(paper)).OfType<string>().FirstOrDefault(IsPdf);
    }

    private static bool IsPdf(string path)
    {
        try
        {
            if (!path.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
            {
                return false;
            }

            var head = new byte[HeadBytes];
            using var file = File.OpenRead(path);
            return FileContent.Of(head.AsSpan(0, file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false))) == FileContent.Pdf;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
