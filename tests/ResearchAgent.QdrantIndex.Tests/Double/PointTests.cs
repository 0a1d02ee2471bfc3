using Grpc.Core;
using Qdrant.Client.Grpc;
using Xunit;

namespace ResearchAgent.QdrantIndex.Tests.Double;

public sealed class PointTests : DoubleTest
{
    [Fact]
    public async Task A_point_comes_back_as_it_was_upserted_and_a_second_upsert_replaces_all_of_it()
    {
        await CreateAsync("c", Distance.Dot);
        await UpsertAsync("c", Point(1, [3, 4], [(2, 7), (1, 5)], ("title", "Tides"), ("year", 2020L)), Point(2, ("title", "Silt")));

        var points = await Client.RetrieveAsync("c", [2UL, 9UL, 1UL], withPayload: true, withVectors: true, cancellationToken: Token);

        Assert.Equal([2UL, 1UL], points.Select(p => p.Id.Num));
        Assert.Equal("Silt", points[0].Payload["title"].StringValue);
        Assert.Null(points[0].Vectors);
        Assert.Equal(2020, points[1].Payload["year"].IntegerValue);
        Assert.Equal([3f, 4f], points[1].Vectors.Vectors.Vectors["dense"].Dense.Data);
        Assert.Equal([5U, 7U], points[1].Vectors.Vectors.Vectors["terms"].Sparse.Indices);
        Assert.Equal([1f, 2f], points[1].Vectors.Vectors.Vectors["terms"].Sparse.Values);

        await UpsertAsync("c", Point(1, ("title", "Moons")));
        var replaced = Assert.Single(await Client.RetrieveAsync("c", [1UL], withPayload: true, withVectors: true, cancellationToken: Token));
        Assert.Equal(["title"], replaced.Payload.Keys);
        Assert.Null(replaced.Vectors);
    }

    [Fact]
    public async Task Vectors_are_normalised_for_cosine_and_the_zero_vector_stays_zero()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, [3f, 4f]), Point(2, [0f, 0f]));

        var points = await Client.RetrieveAsync("c", [1UL, 2UL], withPayload: false, withVectors: true, cancellationToken: Token);

        Assert.Equal([0.6f, 0.8f], points[0].Vectors.Vectors.Vectors["dense"].Dense.Data);
        Assert.Equal([0f, 0f], points[1].Vectors.Vectors.Vectors["dense"].Dense.Data);
    }

    [Fact]
    public async Task A_request_with_one_bad_point_changes_nothing_and_says_what_the_server_says()
    {
        await CreateAsync("c");

        var dimension = await Assert.ThrowsAsync<RpcException>(() => UpsertAsync("c", Point(1, [1f, 0f]), Point(2, [1f, 0f, 0f])));
        Assert.Equal((StatusCode.InvalidArgument, "Wrong input: Vector dimension error: expected dim: 2, got 3"), (dimension.StatusCode, dimension.Status.Detail));
        var named = new PointStruct { Id = 3, Vectors = new Dictionary<string, float[]> { ["other"] = [1f, 0f] } };
        var name = await Assert.ThrowsAsync<RpcException>(() => UpsertAsync("c", named));
        Assert.Equal((StatusCode.InvalidArgument, "Wrong input: Not existing vector name error: other"), (name.StatusCode, name.Status.Detail));
        var missing = await Assert.ThrowsAsync<RpcException>(() => UpsertAsync("d", Point(1)));
        Assert.Equal((StatusCode.NotFound, "Not found: Collection `d` doesn't exist!"), (missing.StatusCode, missing.Status.Detail));
        Assert.Equal(0UL, await Client.CountAsync("c", cancellationToken: Token));
    }

    [Fact]
    public async Task An_upsert_can_be_held_to_new_points_to_old_ones_or_to_those_that_a_filter_admits()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, ("v", 1L)));

        await Client.UpsertAsync(new UpsertPoints { CollectionName = "c", UpdateMode = UpdateMode.InsertOnly, Points = { Point(1, ("v", 2L)), Point(2, ("v", 2L)) } }, Token);
        await Client.UpsertAsync(new UpsertPoints { CollectionName = "c", UpdateMode = UpdateMode.UpdateOnly, Points = { Point(2, ("v", 3L)), Point(3, ("v", 3L)) } }, Token);
        await Client.UpsertAsync("c", [Point(1, ("v", 4L)), Point(2, ("v", 4L)), Point(4, ("v", 4L))], Conditions.Match("v", 3), cancellationToken: Token);

        var points = (await Client.ScrollAsync("c", cancellationToken: Token)).Result;
        Assert.Equal([(1UL, 1L), (2UL, 4L), (4UL, 4L)], points.Select(p => (p.Id.Num, p.Payload["v"].IntegerValue)));
    }

    [Fact]
    public async Task Points_are_deleted_by_id_and_by_filter()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, ("paper", "a")), Point(2, ("paper", "b")), Point(3, ("paper", "b")), Point(4, ("paper", "c")));

        await Client.DeleteAsync("c", Conditions.MatchKeyword("paper", "b"), cancellationToken: Token);
        await Client.DeleteAsync("c", [4UL, 9UL], cancellationToken: Token);

        Assert.Equal([1UL], (await Client.ScrollAsync("c", cancellationToken: Token)).Result.Select(p => p.Id.Num));
    }

    [Fact]
    public async Task Payload_is_merged_overwritten_and_deleted()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, [1f, 0f], null, ("a", 1L), ("b", 2L)), Point(2, ("a", 1L)));

        await Client.SetPayloadAsync("c", new Dictionary<string, Value> { ["b"] = 3L, ["c"] = 4L }, [1UL], cancellationToken: Token);
        Assert.Equal([("a", 1L), ("b", 3L), ("c", 4L)], await PayloadAsync());
        await Client.DeletePayloadAsync("c", ["a"], Conditions.Match("b", 3), cancellationToken: Token);
        Assert.Equal([("b", 3L), ("c", 4L)], await PayloadAsync());
        await Client.OverwritePayloadAsync("c", new Dictionary<string, Value> { ["d"] = 5L }, [1UL], cancellationToken: Token);
        Assert.Equal([("d", 5L)], await PayloadAsync());
        Assert.Equal(1UL, await Client.CountAsync("c", Conditions.Match("a", 1), cancellationToken: Token));
        Assert.Equal([1UL], Ids(await Client.QueryAsync("c", new float[] { 1, 0 }, usingVector: "dense", cancellationToken: Token)));

        async Task<IEnumerable<(string, long)>> PayloadAsync() =>
            (await Client.RetrieveAsync("c", 1UL, cancellationToken: Token))[0].Payload.Select(p => (p.Key, p.Value.IntegerValue)).Order();
    }

    [Fact]
    public async Task A_batch_of_updates_is_applied_in_order()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, ("paper", "a")));

        await Client.UpdateBatchAsync(
            "c",
            [
                new PointsUpdateOperation { DeletePoints = new() { Points = new PointsSelector { Filter = Conditions.MatchKeyword("paper", "a") } } },
                new PointsUpdateOperation { Upsert = new() { Points = { Point(2, ("paper", "a")) } } },
            ],
            cancellationToken: Token);

        Assert.Equal([2UL], (await Client.ScrollAsync("c", cancellationToken: Token)).Result.Select(p => p.Id.Num));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Scrolling_visits_every_point_once_numbers_first(uint limit)
    {
        await CreateAsync("c");
        var uuids = new[] { new Guid("ffffffff-0000-0000-0000-000000000001"), new Guid("00000000-0000-0000-0000-000000000002") };
        await Client.UpsertAsync("c", [.. uuids.Select(u => new PointStruct { Id = u }), Point(20), Point(3), Point(100), Point(4), Point(5)], cancellationToken: Token);

        var seen = new List<string>();
        PointId? offset = null;
        do
        {
            var page = await Client.ScrollAsync("c", limit: limit, offset: offset, cancellationToken: Token);
            Assert.InRange(page.Result.Count, 1, (int)limit);
            seen.AddRange(page.Result.Select(p => p.Id.HasUuid ? p.Id.Uuid : $"{p.Id.Num}"));
            offset = page.NextPageOffset;
        }
        while (offset is not null);

        Assert.Equal(["3", "4", "5", "20", "100", "00000000-0000-0000-0000-000000000002", "ffffffff-0000-0000-0000-000000000001"], seen);
    }

    [Fact]
    public async Task Scrolling_by_a_number_needs_its_index_and_leaves_out_points_without_it()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, ("year", 2020L)), Point(2, ("year", 1999L)), Point(3), Point(4, ("year", 2005L)));
        var newestFirst = new OrderBy { Key = "year", Direction = Direction.Desc };

        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.ScrollAsync("c", orderBy: newestFirst, cancellationToken: Token));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        await Client.CreatePayloadIndexAsync("c", "year", PayloadSchemaType.Integer, cancellationToken: Token);

        var page = await Client.ScrollAsync("c", limit: 10, orderBy: newestFirst, cancellationToken: Token);
        Assert.Equal([1UL, 4UL, 2UL], page.Result.Select(p => p.Id.Num));
        Assert.Equal(2020, page.Result[0].OrderValue.Int);
    }
}
