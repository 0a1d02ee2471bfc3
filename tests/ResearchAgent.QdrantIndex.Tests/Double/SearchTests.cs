using Grpc.Core;
using Qdrant.Client.Grpc;
using Xunit;

namespace ResearchAgent.QdrantIndex.Tests.Double;

/// <summary>Scores worked out by hand.</summary>
public sealed class SearchTests : DoubleTest
{
    [Fact]
    public async Task Cosine_ranks_by_angle_and_admits_only_scores_above_the_threshold()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, [0, 5]), Point(2, [30, 40]), Point(3, [2, 0]), Point(4, [-1, 0]), Point(5, [0, 0]), Point(6));

        var hits = await SearchAsync();
        Assert.Equal([3UL, 2UL, 1UL, 5UL, 4UL], Ids(hits));
        Assert.Equal([1f, 0.6f, 0f, 0f, -1f], Scores(hits));
        Assert.Equal([3UL], Ids(await SearchAsync(0.65f)));
        Assert.Equal([3UL, 2UL], Ids(await SearchAsync(0)));

        Task<IReadOnlyList<ScoredPoint>> SearchAsync(float? threshold = null) =>
            Client.QueryAsync("c", new float[] { 7, 0 }, usingVector: "dense", scoreThreshold: threshold, cancellationToken: Token);
    }

    [Fact]
    public async Task Dot_takes_length_into_account_and_euclid_ranks_the_nearest_first()
    {
        await CreateAsync("dot", Distance.Dot);
        await CreateAsync("euclid", Distance.Euclid);
        PointStruct[] points = [Point(1, [1, 0]), Point(2, [3, 4]), Point(3, [0, 1])];
        await UpsertAsync("dot", points);
        await UpsertAsync("euclid", points);

        var byDot = await Client.QueryAsync("dot", new float[] { 1, 1 }, usingVector: "dense", limit: 2, cancellationToken: Token);
        Assert.Equal([(2UL, 7f), (1UL, 1f)], byDot.Select(h => (h.Id.Num, h.Score)));
        var byDistance = await Client.QueryAsync("euclid", new float[] { 0, 0 }, usingVector: "dense", offset: 1, cancellationToken: Token);
        Assert.Equal([(3UL, 1f), (2UL, 5f)], byDistance.Select(h => (h.Id.Num, h.Score)));
    }

    [Fact]
    public async Task Sparse_search_multiplies_shared_indices_and_finds_only_points_that_share_one()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, null, [(2, 10), (3, 20)]), Point(2, null, [(5, 20)]), Point(3, null, [(9, 30)]), Point(4, [1, 0]));

        var hits = await Client.QueryAsync("c", new (float, uint)[] { (1, 10), (0.5f, 20), (7, 99) }, usingVector: "terms", cancellationToken: Token);

        // 1 * 2 + 0.5 * 3, and 0.5 * 5.
        Assert.Equal([(1UL, 3.5f), (2UL, 2.5f)], hits.Select(h => (h.Id.Num, h.Score)));
    }

    [Fact]
    public async Task Idf_counts_the_points_that_have_the_sparse_vector_whatever_the_filter()
    {
        await CreateAsync("c", modifier: Modifier.Idf);
        await UpsertAsync("c", Point(1, null, [(2, 10), (3, 20)], ("open", true)), Point(2, null, [(5, 20)]), Point(3, null, [(9, 30)]), Point(4, [1, 0]), Point(5));

        var hits = await Client.QueryAsync(
            "c", new (float, uint)[] { (1, 10), (1, 20) }, usingVector: "terms", filter: Conditions.Match("open", true), cancellationToken: Token);

        // n = 3; index 10 is in one point, ln((3 - 1 + 0.5) / (1 + 0.5) + 1) = ln(8/3); index 20 is in two, ln(1.5 / 2.5 + 1) = ln(1.6).
        var hit = Assert.Single(hits);
        Assert.Equal(1UL, hit.Id.Num);
        Assert.Equal((2 * MathF.Log(8f / 3)) + (3 * MathF.Log(1.6f)), hit.Score, 1e-5f);
    }

    [Fact]
    public async Task Reciprocal_ranks_are_fused_with_k_2_from_rank_0()
    {
        await CreateAsync("c", Distance.Dot);
        await UpsertAsync("c", Point(1, [3, 0], [(1, 1)]), Point(2, [2, 0], [(2, 1)]), Point(3, [1, 0], [(3, 1)]), Point(4, null, [(4, 1)]));
        PrefetchQuery[] prefetch =
        [
            new() { Query = new float[] { 1, 0 }, Using = "dense", Limit = 3 },
            new() { Query = new (float, uint)[] { (1, 1) }, Using = "terms", Limit = 2 },
        ];

        // Dense: 1, 2, 3. Terms: 4, 3.
        var fused = await Client.QueryAsync("c", Fusion.Rrf, prefetch: prefetch, cancellationToken: Token);
        Assert.Equal([(3UL, 0.58333f), (1UL, 0.5f), (4UL, 0.5f), (2UL, 0.33333f)], fused.Select(h => (h.Id.Num, MathF.Round(h.Score, 5))));

        var classic = await Client.QueryAsync("c", new Rrf { K = 61 }, prefetch: prefetch, limit: 1, cancellationToken: Token);
        Assert.Equal((1f / 63) + (1f / 62), Assert.Single(classic).Score, 1e-6f);

        // The filter of the query holds for what is prefetched: ranks are counted without point 4.
        var filtered = await Client.QueryAsync("c", Fusion.Rrf, prefetch: prefetch, filter: Conditions.HasId([1UL, 3UL]), cancellationToken: Token);
        Assert.Equal([(3UL, 0.83333f), (1UL, 0.83333f)], filtered.Select(h => (h.Id.Num, MathF.Round(h.Score, 5))).OrderByDescending(h => h.Num));
    }

    [Fact]
    public async Task Distributions_are_fused_between_three_deviations()
    {
        await CreateAsync("c", Distance.Dot);
        await UpsertAsync("c", Point(1, [3, 0]), Point(2, [2, 0]), Point(3, [1, 0], [(4, 1)]));
        PrefetchQuery[] prefetch =
        [
            new() { Query = new float[] { 1, 0 }, Using = "dense" },
            new() { Query = new (float, uint)[] { (1, 1) }, Using = "terms" },
        ];

        var fused = await Client.QueryAsync("c", Fusion.Dbsf, prefetch: prefetch, cancellationToken: Token);

        // Dense: mean 2, deviation 1, so 4/6, 3/6, 2/6; one hit alone is 0.5.
        Assert.Equal([(3UL, 0.83333f), (1UL, 0.66667f), (2UL, 0.5f)], fused.Select(h => (h.Id.Num, MathF.Round(h.Score, 5))));
    }

    [Fact]
    public async Task A_query_over_prefetched_points_ranks_those_alone()
    {
        await CreateAsync("c", Distance.Dot);
        await UpsertAsync("c", Point(1, [9, 0], [(1, 1)]), Point(2, [1, 0], [(3, 1)]), Point(3, [2, 0], [(2, 1)]));

        var hits = await Client.QueryAsync(
            "c",
            new float[] { 1, 0 },
            prefetch: [new PrefetchQuery { Query = new (float, uint)[] { (1, 1) }, Using = "terms", Limit = 2 }],
            usingVector: "dense",
            cancellationToken: Token);

        Assert.Equal([3UL, 2UL], Ids(hits));
    }

    [Fact]
    public async Task Several_queries_are_answered_in_one_batch_and_none_at_all_lists_points_by_id()
    {
        await CreateAsync("c", Distance.Dot);
        await UpsertAsync("c", Point(2, [1, 0]), Point(1, null, [(1, 1)]));

        var batch = await Client.QueryBatchAsync(
            "c",
            [
                new QueryPoints { CollectionName = "c", Query = new float[] { 1, 0 }, Using = "dense" },
                new QueryPoints { CollectionName = "c", Query = new (float, uint)[] { (1, 1) }, Using = "terms" },
                new QueryPoints { CollectionName = "c" },
            ],
            cancellationToken: Token);

        Assert.Equal([[2UL], [1UL], [1UL, 2UL]], batch.Select(b => Ids(b.Result).ToArray()));
    }

    [Fact]
    public async Task Payload_and_vectors_come_as_they_were_asked_for()
    {
        await CreateAsync("c", Distance.Dot);
        await UpsertAsync("c", Point(1, [1, 0], [(1, 1)], ("a", 1L), ("b", 2L)));

        var bare = await HitAsync(false, false);
        Assert.Empty(bare.Payload);
        Assert.Null(bare.Vectors);
        var some = await HitAsync(new WithPayloadSelector { Include = new PayloadIncludeSelector { Fields = { "b" } } }, new WithVectorsSelector { Include = new VectorsSelector { Names = { "terms" } } });
        Assert.Equal(["b"], some.Payload.Keys);
        Assert.Equal(["terms"], some.Vectors.Vectors.Vectors.Keys);
        var most = await HitAsync(new WithPayloadSelector { Exclude = new PayloadExcludeSelector { Fields = { "b" } } }, true);
        Assert.Equal(["a"], most.Payload.Keys);
        Assert.Equal(2, most.Vectors.Vectors.Vectors.Count);

        async Task<ScoredPoint> HitAsync(WithPayloadSelector payload, WithVectorsSelector vectors) => Assert.Single(await Client.QueryAsync(
            "c", new float[] { 1, 0 }, usingVector: "dense", payloadSelector: payload, vectorsSelector: vectors, cancellationToken: Token));
    }

    [Fact]
    public async Task Groups_hold_the_best_hits_of_each_key()
    {
        await CreateAsync("c", Distance.Dot);
        await UpsertAsync(
            "c",
            Point(1, [9, 0], null, ("paper", "a")),
            Point(2, [8, 0], null, ("paper", "a")),
            Point(3, [7, 0], null, ("paper", "a")),
            Point(4, [6, 0], null, ("paper", new Value[] { "b", "c" })),
            Point(5, [5, 0], null, ("paper", "b")),
            Point(6, [10, 0]),
            Point(7, [4, 0], null, ("paper", "d")));

        var groups = await Client.QueryGroupsAsync(
            "c", "paper", new float[] { 1, 0 }, usingVector: "dense", limit: 3, groupSize: 2, cancellationToken: Token);

        Assert.Equal(["a: 1 2", "b: 4 5", "c: 4"], groups.Select(g => $"{g.Id.StringValue}: {string.Join(' ', Ids(g.Hits))}").Order());
        Assert.Equal("a", groups[0].Id.StringValue);
    }

    [Fact]
    public async Task Groups_are_found_behind_a_key_with_many_hits()
    {
        await CreateAsync("c", Distance.Dot);
        var crowd = Enumerable.Range(1, 50).Select(i => Point((ulong)i, [100 - i, 0], null, ("paper", "crowd")));
        await UpsertAsync("c", [.. crowd, Point(90, [2, 0], null, ("paper", "x")), Point(91, [1, 0], null, ("paper", "y"))]);

        var groups = await Client.QueryGroupsAsync(
            "c", "paper", new float[] { 1, 0 }, usingVector: "dense", limit: 3, groupSize: 2, cancellationToken: Token);

        Assert.Equal(["crowd: 1 2", "x: 90", "y: 91"], groups.Select(g => $"{g.Id.StringValue}: {string.Join(' ', Ids(g.Hits))}"));
    }

    [Fact]
    public async Task What_makes_no_sense_or_is_not_covered_is_refused()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1, [1f, 0f]));

        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(new float[] { 1, 0, 0 }, "dense"));
        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(new float[] { 1, 0 }, "other"));
        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(new (float, uint)[] { (1, 1) }, "dense"));
        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(Fusion.Rrf, "dense"));
        Assert.Equal(StatusCode.Unimplemented, await StatusAsync(1UL, "dense"));

        async Task<StatusCode> StatusAsync(Query query, string vector) =>
            (await Assert.ThrowsAsync<RpcException>(() => Client.QueryAsync("c", query, usingVector: vector, cancellationToken: Token))).StatusCode;
    }
}
