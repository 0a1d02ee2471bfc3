using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;

namespace ResearchAgent.SqliteIndex.Tests;

public sealed class SqliteIndexConformance : PassageIndexConformance
{
    private readonly TemporaryLibrary _library = new();

    protected override Task<IPassageIndex> OpenAsync() => Task.FromResult<IPassageIndex>(_library.Open());

    protected override ValueTask CleanUpAsync()
    {
        _library.Dispose();
        return ValueTask.CompletedTask;
    }
}
