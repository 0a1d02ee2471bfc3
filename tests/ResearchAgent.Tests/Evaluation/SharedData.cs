using System.Runtime.CompilerServices;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

/// <summary>Real data in <c>shared/</c> beside the repository; the test is skipped where it is not.</summary>
internal static class SharedData
{
    public static string PathOrSkip(string relativePath)
    {
        var path = Repositories().Select(r => Path.GetFullPath(Path.Combine(r, "..", "shared", relativePath))).FirstOrDefault(Path.Exists);
        Assert.SkipWhen(path is null, $"shared/{relativePath} is not beside the repository.");
        return path!;
    }

    /// <summary>A file or folder of the repository itself, which is always there.</summary>
    public static string InRepository(string relativePath) => Repositories().Select(r => Path.Combine(r, relativePath)).First(Path.Exists);

    // The source path finds the repository when the build output lies elsewhere (--artifacts-path).
    private static IEnumerable<string> Repositories() =>
        new[] { AppContext.BaseDirectory, Environment.CurrentDirectory, Path.GetDirectoryName(ThisFile()) }.Select(Repository).OfType<string>();

    private static string? Repository(string? start)
    {
        var folder = start;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ResearchAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    private static string? ThisFile([CallerFilePath] string? path = null) => path;
}
