using Grpc.Core;
using Qdrant.Client;
using Qdrant.Client.Grpc;
using Xunit;

namespace ResearchAgent.QdrantIndex.Tests.Double;

public sealed class CollectionTests : DoubleTest
{
    [Fact]
    public async Task A_collection_tells_its_vectors_metadata_indexes_and_points()
    {
        await Client.CreateCollectionAsync(
            new CreateCollection
            {
                CollectionName = "c",
                VectorsConfig = new VectorsConfig { ParamsMap = new VectorParamsMap { Map = { ["dense"] = new VectorParams { Size = 2, Distance = Distance.Cosine } } } },
                SparseVectorsConfig = new SparseVectorConfig { Map = { ["terms"] = new SparseVectorParams { Modifier = Modifier.Idf } } },
                Metadata = { ["schema"] = 1L, ["embedder"] = "old" },
            },
            Token);
        await Client.CreatePayloadIndexAsync("c", "paper", PayloadSchemaType.Keyword, cancellationToken: Token);
        await UpsertAsync("c", Point(1, ("paper", "a")), Point(2));
        await Client.UpdateCollectionAsync("c", metadata: new Dictionary<string, Value> { ["embedder"] = "new" }, cancellationToken: Token);

        var info = await Client.GetCollectionInfoAsync("c", Token);

        Assert.Equal(CollectionStatus.Green, info.Status);
        Assert.Equal(2UL, info.PointsCount);
        Assert.Equal((2UL, Distance.Cosine), (info.Config.Params.VectorsConfig.ParamsMap.Map["dense"].Size, info.Config.Params.VectorsConfig.ParamsMap.Map["dense"].Distance));
        Assert.Equal(Modifier.Idf, info.Config.Params.SparseVectorsConfig.Map["terms"].Modifier);
        Assert.Equal((1L, "new"), (info.Config.Metadata["schema"].IntegerValue, info.Config.Metadata["embedder"].StringValue));
        Assert.Equal((PayloadSchemaType.Keyword, 1UL), (info.PayloadSchema["paper"].DataType, info.PayloadSchema["paper"].Points));
        await Client.DeletePayloadIndexAsync("c", "paper", cancellationToken: Token);
        Assert.Empty((await Client.GetCollectionInfoAsync("c", Token)).PayloadSchema);
    }

    [Fact]
    public async Task Collections_are_created_once_listed_and_deleted()
    {
        await CreateAsync("b");
        await CreateAsync("a");

        var twice = await Assert.ThrowsAsync<RpcException>(() => CreateAsync("a"));
        Assert.Equal((StatusCode.AlreadyExists, "Wrong input: Collection `a` already exists!"), (twice.StatusCode, twice.Status.Detail));
        Assert.Equal(["a", "b"], await Client.ListCollectionsAsync(Token));
        await Client.DeleteCollectionAsync("a", cancellationToken: Token);
        Assert.False(await Client.CollectionExistsAsync("a", Token));
        Assert.True(await Client.CollectionExistsAsync("b", Token));
        await Assert.ThrowsAsync<QdrantException>(() => Client.DeleteCollectionAsync("a", cancellationToken: Token));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Client.GetCollectionInfoAsync("a", Token))).StatusCode);
    }

    [Fact]
    public async Task An_alias_is_swapped_in_one_request_or_not_at_all()
    {
        await CreateAsync("old");
        await CreateAsync("new");
        await UpsertAsync("new", Point(1));
        await Client.CreateAliasAsync("papers", "old", cancellationToken: Token);
        Assert.Equal(0UL, await Client.CountAsync("papers", cancellationToken: Token));

        AliasOperations[] swap =
        [
            new() { DeleteAlias = new DeleteAlias { AliasName = "papers" } },
            new() { CreateAlias = new CreateAlias { AliasName = "papers", CollectionName = "new" } },
        ];
        AliasOperations impossible = new() { CreateAlias = new CreateAlias { AliasName = "x", CollectionName = "nowhere" } };
        Assert.Equal(
            StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Client.UpdateAliasesAsync([.. swap, impossible], cancellationToken: Token))).StatusCode);
        Assert.Equal(["papers"], await Client.ListCollectionAliasesAsync("old", Token));

        await Client.UpdateAliasesAsync(swap, cancellationToken: Token);
        Assert.Equal(1UL, await Client.CountAsync("papers", cancellationToken: Token));
        await UpsertAsync("papers", Point(2));
        Assert.Equal(2UL, await Client.CountAsync("new", cancellationToken: Token));
        await Client.RenameAliasAsync("papers", "library", cancellationToken: Token);
        Assert.Equal([("library", "new")], (await Client.ListAliasesAsync(Token)).Select(a => (a.AliasName, a.CollectionName)));
        await Client.DeleteCollectionAsync("new", cancellationToken: Token);
        Assert.Empty(await Client.ListAliasesAsync(Token));
    }
}
