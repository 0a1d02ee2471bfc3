using System.Numerics.Tensors;
using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <param name="Score">Larger is better, but for Euclid and Manhattan.</param>
internal readonly record struct Hit(StoredPoint Point, float Score, OrderValue? OrderValue = null);

/// <summary>One query over every point of a collection, exactly; points of equal score come in the order of their ids.</summary>
/// <param name="Limit">Hits from the first, before an offset is cut off.</param>
internal sealed record Search(
    Query? Query,
    IReadOnlyList<PrefetchQuery> Prefetch,
    string Using,
    Filter? Filter,
    float? ScoreThreshold,
    int Limit)
{
    // The server's own default for every limit that is not sent.
    private const int DefaultLimit = 10;

    public static Search From(QueryPoints sent)
    {
        Refusal.IfSent((object?)sent.LookupFrom ?? sent.ShardKeySelector, "look-ups in other collections and shard keys");
        Refusal.IfSent(sent.Params?.Idf, "IDF over a part of the collection");
        return new Search(sent.Query, sent.Prefetch, sent.Using, sent.Filter, sent.HasScoreThreshold ? sent.ScoreThreshold : null, Positive(sent.HasLimit, sent.Limit) + (int)sent.Offset);
    }

    /// <summary>A limit of 0 is refused, as by the server.</summary>
    public static int Positive(bool hasLimit, ulong limit, int @default = DefaultLimit) => !hasLimit
        ? @default
        : limit > 0 ? (int)Math.Min(limit, int.MaxValue / 2) : throw Refusal.Malformed("Validation error in body: [limit: value 0 invalid, must be 1 or larger]");

    /// <summary>Whether smaller scores are better.</summary>
    public bool IsDistance(Collection collection) =>
        Query?.VariantCase == Query.VariantOneofCase.Nearest && collection.Config.DenseVector(Using)?.Distance is Distance.Euclid or Distance.Manhattan;

    public List<Hit> Run(Collection collection)
    {
        if (Prefetch.Count > 0 && Query is null)
        {
            throw Refusal.Wrong("cannot have prefetches without a query");
        }

        // The filter of a query holds for all that is fetched for it.
        var fetched = Prefetch.Select(p => From(p).Run(collection)).ToList();
        var candidates = Prefetch.Count > 0
            ? fetched.SelectMany(f => f).Select(h => h.Point).Distinct().OrderBy(p => p.Id, PointIdOrder.Instance).Where(p => collection.Passes(p, Filter))
            : collection.Matching(Filter);
        switch (Query?.VariantCase ?? Query.VariantOneofCase.None)
        {
            case Query.VariantOneofCase.None:
                return ScoreThreshold is null
                    ? [.. candidates.Take(Limit).Select(p => new Hit(p, 0))]
                    : throw Refusal.Wrong("A query is needed to use the score_threshold. Can't have score_threshold without defining a query.");
            case Query.VariantOneofCase.OrderBy:
                return ScoreThreshold is null
                    ? [.. PayloadOrder.Sort(collection, candidates, Query!.OrderBy).Take(Limit)]
                    : throw Refusal.Wrong("Can't use score_threshold with an order_by query.");
            case Query.VariantOneofCase.Nearest:
                return Nearest(collection, candidates, Query!.Nearest);
            case Query.VariantOneofCase.Fusion when fetched.Count > 0 && Query!.Fusion == Fusion.Rrf:
                return Fused(RankFusion.ReciprocalRanks(fetched, RankFusion.DefaultK, []));
            case Query.VariantOneofCase.Fusion when fetched.Count > 0:
                return Fused(RankFusion.Distributions(fetched));
            case Query.VariantOneofCase.Rrf when fetched.Count > 0:
                return Fused(RankFusion.ReciprocalRanks(fetched, Query!.Rrf.HasK ? (int)Query.Rrf.K : RankFusion.DefaultK, Query.Rrf.Weights));
            case Query.VariantOneofCase.Fusion or Query.VariantOneofCase.Rrf:
                throw Refusal.Wrong("Fusion queries must have prefetches");
            default:
                throw Refusal.NotCovered($"queries of kind {Query!.VariantCase}");
        }
    }

    private Search From(PrefetchQuery sent)
    {
        Refusal.IfSent(sent.LookupFrom, "look-ups in other collections");
        Refusal.IfSent(sent.Params?.Idf, "IDF over a part of the collection");
        return new Search(sent.Query, sent.Prefetch, sent.Using, Both(Filter, sent.Filter), sent.HasScoreThreshold ? sent.ScoreThreshold : null, Positive(sent.HasLimit, sent.Limit));
    }

    private static Filter? Both(Filter? one, Filter? other) =>
        one is null ? other : other is null ? one : new Filter { Must = { new Condition { Filter = one }, new Condition { Filter = other } } };

    private List<Hit> Nearest(Collection collection, IEnumerable<StoredPoint> candidates, VectorInput query)
    {
        if (collection.Config.SparseVector(Using) is { } sparse)
        {
            var sent = query.VariantCase == VectorInput.VariantOneofCase.Sparse
                ? StoredPoint.Checked(query.Sparse)
                : throw Unfit(query, "Conversion between sparse and regular vectors failed");
            var weights = sparse.Modifier == Modifier.Idf ? Weighted(collection, sent) : sent;
            return Best(candidates
                .Where(p => p.Sparse.TryGetValue(Using, out var stored) && weights.Keys.Any(stored.ContainsKey))
                .Select(p => new Hit(p, weights.Sum(w => w.Value * p.Sparse[Using].GetValueOrDefault(w.Key)))));
        }

        var config = collection.Config.DenseVector(Using) ?? throw Refusal.Wrong($"Not existing vector name error: {Using}");
        var vector = query.VariantCase == VectorInput.VariantOneofCase.Dense
            ? StoredPoint.Comparable(query.Dense.Data, config)
            : throw Unfit(query, "Conversion between sparse and regular vectors failed");
        var scored = candidates.Where(p => p.Dense.ContainsKey(Using)).Select(p => new Hit(p, Score(config.Distance, vector, p.Dense[Using])));
        return IsDistance(collection)
            ? [.. scored.Where(h => ScoreThreshold is not { } most || h.Score < most).OrderBy(h => h.Score).Take(Limit)]
            : Best(scored);
    }

    private static Grpc.Core.RpcException Unfit(VectorInput query, string why) =>
        query.VariantCase is VectorInput.VariantOneofCase.Dense or VectorInput.VariantOneofCase.Sparse
            ? Refusal.Wrong(why)
            : Refusal.NotCovered($"nearest to input of kind {query.VariantCase}");

    // The server's IDF counts the points that have the sparse vector, whatever the filter.
    private SortedDictionary<uint, float> Weighted(Collection collection, SortedDictionary<uint, float> sent)
    {
        var all = collection.Points.Values.Where(p => p.Sparse.ContainsKey(Using)).Select(p => p.Sparse[Using]).ToList();
        var weighted = new SortedDictionary<uint, float>();
        foreach (var (index, weight) in sent)
        {
            float n = all.Count, df = all.Count(v => v.ContainsKey(index));
            weighted[index] = weight * MathF.Log(((n - df + 0.5f) / (df + 0.5f)) + 1);
        }

        return weighted;
    }

    private static float Score(Distance distance, float[] query, float[] stored) => distance switch
    {
        Distance.Euclid => TensorPrimitives.Distance<float>(query, stored),
        Distance.Manhattan => query.Zip(stored, (a, b) => MathF.Abs(a - b)).Sum(),
        _ => TensorPrimitives.Dot<float>(query, stored),
    };

    // A vector's score must be above the threshold, a fused one may be at it: so it is in the server.
    private List<Hit> Best(IEnumerable<Hit> hits) =>
        [.. hits.Where(h => ScoreThreshold is not { } least || h.Score > least).OrderByDescending(h => h.Score).Take(Limit)];

    private List<Hit> Fused(IEnumerable<Hit> hits) =>
        [.. hits.Where(h => ScoreThreshold is not { } least || h.Score >= least).OrderByDescending(h => h.Score).ThenBy(h => h.Point.Id, PointIdOrder.Instance).Take(Limit)];
}
