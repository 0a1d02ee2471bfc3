using System.Runtime.CompilerServices;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

/// <summary>Text compared with a file in Snapshots/. Set UPDATE_SNAPSHOTS=1 to write the files, then read what changed.</summary>
internal static class Snapshot
{
    public static string Repository([CallerFilePath] string? path = null)
    {
        string?[] starts = [AppContext.BaseDirectory, Environment.CurrentDirectory, Path.GetDirectoryName(path)];
        foreach (var start in starts)
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "ResearchAgent.sln")))
                {
                    return folder;
                }
            }
        }

        throw new DirectoryNotFoundException($"No folder above {string.Join(", ", starts)} holds ResearchAgent.sln.");
    }

    public static void Match(string name, string actual, [CallerFilePath] string? path = null)
    {
        var file = Path.Combine(Repository(path), "tests", "ResearchAgent.McpServer.Tests", "Snapshots", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"Snapshot '{file}' not found. Run with UPDATE_SNAPSHOTS=1 and read what it writes.");
        Assert.Equal(File.ReadAllText(file), actual, ignoreLineEndingDifferences: true);
    }
}
