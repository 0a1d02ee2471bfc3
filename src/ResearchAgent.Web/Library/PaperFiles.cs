using ResearchAgent.Papers;
using ResearchAgent.Web.Security;

namespace ResearchAgent.Web.Library;

/// <summary>The PDF that a paper came from. Where it lies is what the importer wrote, never what a request says.</summary>
internal sealed class PaperFiles(ServerOptions options)
{
    private const int HeadBytes = 1024;

    /// <summary>Without it, a PDF is left to the browser's own viewer.</summary>
    public bool HasViewer { get; } = File.Exists(Path.Combine(options.WebRoot, "lib", "pdfjs", "pdf.min.mjs"));

    /// <returns>The full path; null when the paper came from another kind of file, or the file is gone or none any more.</returns>
    public static string? PdfOf(Paper paper)
    {
        try
        {
            if (paper.Source is not { Length: > 0 } source || !File.Exists(source))
            {
                return null;
            }

            var head = new byte[HeadBytes];
            using var file = File.OpenRead(source);
            return FileContent.Of(head.AsSpan(0, file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false))) == FileContent.Pdf ? Path.GetFullPath(source) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
