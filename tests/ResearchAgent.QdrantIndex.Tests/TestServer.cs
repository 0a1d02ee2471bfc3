using Qdrant.Client;

namespace ResearchAgent.QdrantIndex.Tests;

/// <summary>A real Qdrant server to test against, if there is one: QDRANT_TEST_URL (its gRPC address) and QDRANT_TEST_API_KEY.</summary>
internal static class TestServer
{
    public static Uri? Address => Environment.GetEnvironmentVariable("QDRANT_TEST_URL") is { Length: > 0 } url ? new Uri(url) : null;

    public static string? ApiKey => Environment.GetEnvironmentVariable("QDRANT_TEST_API_KEY") is { Length: > 0 } key ? key : null;

    public static async Task DropAsync(string library, CancellationToken cancellationToken)
    {
        using var client = new QdrantClient(Address!, ApiKey!);
        foreach (var alias in (await client.ListAliasesAsync(cancellationToken)).Where(a => a.AliasName == library))
        {
            await client.DeleteCollectionAsync(alias.CollectionName, cancellationToken: cancellationToken);
        }
    }
}
