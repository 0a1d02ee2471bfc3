using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;
using ResearchAgent.Testing;

namespace ResearchAgent.QdrantIndex.Tests;

/// <summary>
/// The suite that every index passes, over Qdrant's own client and protocol: against the server that QDRANT_TEST_URL names,
/// else against the double.
/// </summary>
public sealed class QdrantIndexConformance : PassageIndexConformance
{
    private readonly string _library = $"conformance-{Guid.NewGuid():N}";
    private QdrantDouble? _double;

    protected override async Task<IPassageIndex> OpenAsync() =>
        await QdrantPassageIndex.OpenAsync(await OptionsAsync(), "conformance/32", Dimensions, Token);

    protected override async ValueTask CleanUpAsync()
    {
        if (_double is not null)
        {
            await _double.DisposeAsync();
        }
        else
        {
            await TestServer.DropAsync(_library, Token);
        }
    }

    private async Task<QdrantOptions> OptionsAsync()
    {
        if (TestServer.Address is { } real)
        {
            return new QdrantOptions { Address = real, Library = _library, ApiKey = TestServer.ApiKey };
        }

        _double ??= await QdrantDouble.StartAsync();
        return new QdrantOptions { Address = _double.Address, Library = _library };
    }
}
