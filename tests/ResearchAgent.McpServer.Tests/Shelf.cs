using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.McpServer.Adding;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

/// <summary>A library of its own for one test, with a folder beside it from which papers may be added.</summary>
internal sealed class Shelf : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private Shelf() => Index = SqlitePassageIndex.Open(_folder.Path, StaticWordVectors.Name);

    public SqlitePassageIndex Index { get; }

    public string Folder => _folder.Path;

    public McpLibrary Library => Over(Index);

    public static McpLibrary Over(SqlitePassageIndex index) => new(new ResearchAssistant(index, StaticWordVectors.Shared), index);

    /// <summary>A library that files of <paramref name="roots"/>, folders within the shelf's, may be added to.</summary>
    public McpLibrary Adding(params string[] roots) =>
        Library with { Adding = new PaperAdding(StaticWordVectors.Shared, PaperReaders.All) { Roots = [.. roots.Select(r => Directory.CreateDirectory(Path.Combine(Folder, r)).FullName)] } };

    public static async Task<Shelf> OpenAsync(params object[] records)
    {
        var token = TestContext.Current.CancellationToken;
        var shelf = new Shelf();
        if (records.Length > 0)
        {
            var file = shelf.Write("records.jsonl", string.Join('\n', records.Select(r => JsonSerializer.Serialize(r))));
            var report = await new PaperImporter(shelf.Index, StaticWordVectors.Shared, PaperReaders.All).ImportAsync([file], null, null, token);
            Assert.Equal(records.Length, report.Added);
        }

        return shelf;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        Index.Dispose();
        _folder.Dispose();
    }
}
