using System.Runtime.CompilerServices;
using Xunit;

namespace ResearchAgent.Plugins.Tests;

/// <summary>Text compared with a file in Snapshots/. Set UPDATE_SNAPSHOTS=1 to write the files, then read what changed.</summary>
internal static class Snapshot
{
    public static void Match(string name, string actual, [CallerFilePath] string? path = null)
    {
        // Built paths may be mapped: the repository is found first, then the file.
        var file = Path.Combine(SampleLibrary.Repository(path), "tests", "ResearchAgent.Plugins.Tests", "Snapshots", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"Snapshot '{file}' not found. Run with UPDATE_SNAPSHOTS=1 and read what it writes.");
        Assert.Equal(File.ReadAllText(file), actual, ignoreLineEndingDifferences: true);
    }
}
