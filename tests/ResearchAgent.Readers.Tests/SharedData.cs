using Xunit;

namespace ResearchAgent.Readers.Tests;

/// <summary>Real data in <c>shared/</c> beside the repository; the test is skipped where it is not.</summary>
internal static class SharedData
{
    public static string PathOrSkip(string relativePath)
    {
        var path = TemporaryFiles.FindSolution() is { } solution ? Path.GetFullPath(Path.Combine(solution, "..", "shared", relativePath)) : "";
        Assert.SkipUnless(Path.Exists(path), $"shared/{relativePath} is not beside the repository.");
        return path;
    }
}
