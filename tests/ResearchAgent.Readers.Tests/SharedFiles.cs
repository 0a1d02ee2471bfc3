using Xunit;

namespace ResearchAgent.Readers.Tests;

/// <summary>Real documents in <c>shared/</c> beside the repository.</summary>
public static class SharedFiles
{
    public static string PathOrSkip(string relativePath)
    {
        var path = Find(relativePath);
        Assert.SkipWhen(path is null, $"shared/{relativePath} is not beside the repository.");
        return path;
    }

    /// <summary>The file or folder; null where it is not.</summary>
    public static string? Find(string relativePath)
    {
        var path = TemporaryFiles.FindSolution() is { } solution ? Path.GetFullPath(Path.Combine(solution, "..", "shared", relativePath)) : "";
        return Path.Exists(path) ? path : null;
    }
}
