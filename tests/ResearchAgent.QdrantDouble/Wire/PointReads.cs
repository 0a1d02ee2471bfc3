using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>The methods of qdrant.Points that only read.</summary>
internal static class PointReads
{
    public static GetResponse Get(Database database, GetPoints request)
    {
        Refusal.IfSent(request.ShardKeySelector, "shard keys");
        var collection = database[request.CollectionName];
        var points = request.Ids.Select(PointIdOrder.Canonical).ToList().Distinct().Select(id => collection.Points.GetValueOrDefault(id)).OfType<StoredPoint>();
        return new GetResponse { Result = { points.Select(p => Output.Retrieved(p, request.WithPayload, request.WithVectors)) } };
    }

    public static ScrollResponse Scroll(Database database, ScrollPoints request)
    {
        Refusal.IfSent(request.ShardKeySelector, "shard keys");
        var collection = database[request.CollectionName];
        var limit = Search.Positive(request.HasLimit, request.Limit);
        var points = collection.Matching(request.Filter);
        if (request.OrderBy is not null)
        {
            var ordered = request.Offset is null
                ? PayloadOrder.Sort(collection, points, request.OrderBy).Take(limit)
                : throw Refusal.Wrong("Cannot use an `offset` when using `order_by`.");
            return new ScrollResponse { Result = { ordered.Select(h => Output.Retrieved(h.Point, request.WithPayload, request.WithVectors, h.OrderValue)) } };
        }

        var from = request.Offset is null ? null : PointIdOrder.Canonical(request.Offset);
        var page = points.SkipWhile(p => from is not null && PointIdOrder.Instance.Compare(p.Id, from) < 0).Take(limit + 1).ToList();
        return new ScrollResponse
        {
            Result = { page.Take(limit).Select(p => Output.Retrieved(p, request.WithPayload, request.WithVectors)) },
            NextPageOffset = page.Count > limit ? page[limit].Id.Clone() : null,
        };
    }

    public static CountResponse Count(Database database, CountPoints request)
    {
        Refusal.IfSent(request.ShardKeySelector, "shard keys");
        var collection = database[request.CollectionName];
        return new CountResponse { Result = new CountResult { Count = (ulong)collection.Matching(request.Filter).Count() } };
    }

    public static QueryResponse Query(Database database, QueryPoints request) => new() { Result = { Hits(database[request.CollectionName], request) } };

    public static QueryBatchResponse QueryBatch(Database database, QueryBatchPoints request)
    {
        var collection = database[request.CollectionName];
        return new QueryBatchResponse { Result = { request.QueryPoints.Select(q => new BatchResult { Result = { Hits(collection, q) } }) } };
    }

    public static QueryGroupsResponse QueryGroups(Database database, QueryPointGroups request)
    {
        var groups = new GroupedSearch(database[request.CollectionName], request).Run().Select(g => new PointGroup
        {
            Id = GroupedSearch.Id(g.Key),
            Hits = { g.Hits.Select(h => Output.Scored(h, request.WithPayload, request.WithVectors)) },
        });
        return new QueryGroupsResponse { Result = new GroupsResult { Groups = { groups } } };
    }

    private static IEnumerable<ScoredPoint> Hits(Collection collection, QueryPoints request) =>
        Search.From(request).Run(collection).Skip((int)request.Offset).Select(h => Output.Scored(h, request.WithPayload, request.WithVectors));
}
