using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;

namespace ResearchAgent.SqliteIndex.Tests;

public sealed class SqliteReembeddingConformance : ReembeddingConformance
{
    private readonly TemporaryLibrary _library = new();

    protected override Task<IPassageIndex> OpenAsync(EmbedderFingerprint embedder) =>
        Task.FromResult<IPassageIndex>(SqlitePassageIndex.Open(_library.Folder, embedder.Value));

    protected override ValueTask CleanUpAsync()
    {
        _library.Dispose();
        return ValueTask.CompletedTask;
    }
}
