using Qdrant.Client;
using Qdrant.Client.Grpc;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.QdrantIndex.Tests.Double;

/// <summary>A double of its own for each test, spoken to by Qdrant's own client.</summary>
public abstract class DoubleTest : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected QdrantDouble Server { get; private set; } = null!;

    protected QdrantClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await QdrantDouble.StartAsync();
        Client = new QdrantClient(Server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Dense vectors of two numbers named "dense", sparse ones named "terms".</summary>
    protected Task CreateAsync(string name, Distance distance = Distance.Cosine, Modifier modifier = Modifier.None) => Client.CreateCollectionAsync(
        name,
        new VectorParamsMap { Map = { ["dense"] = new VectorParams { Size = 2, Distance = distance } } },
        sparseVectorsConfig: new SparseVectorConfig { Map = { ["terms"] = new SparseVectorParams { Modifier = modifier } } },
        cancellationToken: Token);

    protected Task UpsertAsync(string name, params PointStruct[] points) => Client.UpsertAsync(name, points, cancellationToken: Token);

    protected static PointStruct Point(ulong id, params (string Key, Value Value)[] payload)
    {
        var point = new PointStruct { Id = id };
        foreach (var (key, value) in payload)
        {
            point.Payload[key] = value;
        }

        return point;
    }

    protected static PointStruct Point(ulong id, float[]? dense, (float Value, uint Index)[]? terms = null, params (string Key, Value Value)[] payload)
    {
        var point = Point(id, payload);
        var named = new NamedVectors();
        if (dense is not null)
        {
            named.Vectors["dense"] = dense;
        }

        if (terms is not null)
        {
            named.Vectors["terms"] = terms;
        }

        point.Vectors = new Vectors { Vectors_ = named };
        return point;
    }

    protected static IEnumerable<ulong> Ids(IEnumerable<ScoredPoint> hits) => hits.Select(h => h.Id.Num);

    protected static IEnumerable<float> Scores(IEnumerable<ScoredPoint> hits) => hits.Select(h => MathF.Round(h.Score, 5));
}
