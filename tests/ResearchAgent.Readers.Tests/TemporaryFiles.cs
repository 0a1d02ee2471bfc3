using System.Runtime.CompilerServices;
using System.Text;
using ResearchAgent.Ingestion;
using Xunit;

namespace ResearchAgent.Readers.Tests;

/// <summary>Real files in a folder of their own, read the way an import reads them.</summary>
public sealed class TemporaryFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("readers-");

    public string Write(string name, string text) => Write(name, new UTF8Encoding(false).GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Offers the file to all readers in their order.</summary>
    public static async Task<IPaperReader?> ReaderForAsync(string path)
    {
        var file = await OpenAsync(path);
        return PaperReaders.All.FirstOrDefault(r => r.Extensions.Contains(Path.GetExtension(path)) && r.Recognizes(file));
    }

    public static async Task<IReadOnlyList<ReadResult>> ReadAsync(IPaperReader reader, string path) =>
        await reader.ReadAsync(await OpenAsync(path), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public static async Task<SourceFile> OpenAsync(string path)
    {
        var (file, failure) = await SourceFile.OpenAsync(path, TestContext.Current.CancellationToken);
        Assert.Null(failure);
        return file!;
    }

    /// <summary>The folder that holds the solution; null when the tests run elsewhere.</summary>
    /// <param name="thisFile">With --artifacts-path the binaries are elsewhere, and xUnit makes their folder the current one.</param>
    public static string? FindSolution([CallerFilePath] string thisFile = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory, thisFile })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "ResearchAgent.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        return null;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
