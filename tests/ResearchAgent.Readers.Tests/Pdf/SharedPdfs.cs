using ResearchAgent.Ingestion;
using ResearchAgent.Readers.Pdf;
using Xunit;

namespace ResearchAgent.Readers.Tests.Pdf;

/// <summary>Real papers in <c>shared/data</c> beside the repository; a test is skipped where they are not.</summary>
internal static class SharedPdfs
{
    public static string PathOrSkip(string relativePath)
    {
        var path = TemporaryFiles.FindSolution() is { } solution ? Path.GetFullPath(Path.Combine(solution, "..", "shared", "data", relativePath)) : "";
        if (!File.Exists(path) && FromAbove(relativePath) is { } above)
        {
            path = above;
        }

        Assert.SkipUnless(File.Exists(path), $"shared/data/{relativePath} is not beside the repository.");
        return path;
    }

    public static async Task<PaperRecord> ReadAsync(string relativePath) =>
        Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(new PdfReader(new ReaderOptions()), PathOrSkip(relativePath))));

    // A clone of the repository may lie deeper beside the data.
    private static string? FromAbove(string relativePath)
    {
        for (var folder = new DirectoryInfo(TemporaryFiles.FindSolution() ?? "/"); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", relativePath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
