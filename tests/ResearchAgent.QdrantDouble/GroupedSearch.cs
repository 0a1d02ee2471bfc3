using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>
/// A search whose hits are grouped by a field, with the server's economy: as many hits as the groups can hold are
/// fetched at a time, up to five times to find groups and five times to fill them. Where that is not enough, there are
/// fewer groups, or smaller ones, than the points would give.
/// </summary>
internal sealed class GroupedSearch
{
    private const int Rounds = 5;

    private readonly Collection _collection;
    private readonly Search _search;
    private readonly string _field;
    private readonly int _groups;
    private readonly int _groupSize;
    private readonly bool _smallerIsBetter;
    private readonly Dictionary<Value, List<Hit>> _found = [];
    private readonly HashSet<PointId> _seen = [];

    public GroupedSearch(Collection collection, QueryPointGroups sent)
    {
        Refusal.IfSent((object?)sent.LookupFrom ?? (object?)sent.WithLookup ?? sent.ShardKeySelector, "look-ups in other collections and shard keys");
        Refusal.IfSent(sent.Params?.Idf, "IDF over a part of the collection");
        _collection = collection;
        _field = sent.GroupBy;

        // 3 each is the server's default.
        _groups = Search.Positive(sent.HasLimit, sent.Limit, 3);
        _groupSize = Search.Positive(sent.HasGroupSize, sent.GroupSize, 3);
        _search = new Search(
            sent.Query,
            [.. sent.Prefetch.Select(Enlarged)],
            sent.Using,
            sent.Filter,
            sent.HasScoreThreshold ? sent.ScoreThreshold : null,
            (int)Math.Min((long)_groups * _groupSize, int.MaxValue));
        _smallerIsBetter = _search.IsDistance(collection);
    }

    /// <summary>The best groups, each with its best hits.</summary>
    public IEnumerable<(Value Key, IEnumerable<Hit> Hits)> Run()
    {
        for (var i = 0; i < Rounds && !IsComplete() && Fetch(Excluding(FullGroups())); i++)
        {
        }

        for (var i = 0; i < Rounds && !IsComplete() && Fetch(Only(BestGroups().Except(FullGroups()))); i++)
        {
        }

        return [.. BestGroups().Select(key => (key, Sorted(_found[key]).Take(_groupSize)))];
    }

    public static GroupId Id(Value key) => key.KindCase == Value.KindOneofCase.StringValue
        ? new GroupId { StringValue = key.StringValue }
        : key.IntegerValue >= 0 ? new GroupId { UnsignedValue = (ulong)key.IntegerValue } : new GroupId { IntegerValue = key.IntegerValue };

    private PrefetchQuery Enlarged(PrefetchQuery sent)
    {
        var enlarged = sent.Clone();
        enlarged.Limit = (ulong)Search.Positive(sent.HasLimit, sent.Limit) * (ulong)_groupSize;
        enlarged.Prefetch.Clear();
        enlarged.Prefetch.AddRange(sent.Prefetch.Select(Enlarged));
        return enlarged;
    }

    private bool IsComplete() => BestGroups().Intersect(FullGroups()).Count() >= _groups;

    private IEnumerable<Value> FullGroups() => _found.Where(g => g.Value.Count >= _groupSize).Select(g => g.Key);

    private IEnumerable<Value> BestGroups()
    {
        var best = _found.Select(g => (g.Key, Best: Sorted(g.Value).First()));
        return (_smallerIsBetter ? best.OrderBy(g => g.Best.Score) : best.OrderByDescending(g => g.Best.Score)).Take(_groups).Select(g => g.Key);
    }

    private IEnumerable<Hit> Sorted(List<Hit> hits) => _smallerIsBetter ? hits.OrderBy(h => h.Score) : hits.OrderByDescending(h => h.Score);

    // False when there was nothing more.
    private bool Fetch(IEnumerable<Condition> conditions)
    {
        var filter = new Filter { Must = { conditions }, MustNot = { new Condition { IsEmpty = new IsEmptyCondition { Key = _field } } } };
        if (_search.Filter is not null)
        {
            filter.Must.Add(new Condition { Filter = _search.Filter });
        }

        if (_seen.Count > 0)
        {
            filter.MustNot.Add(new Condition { HasId = new HasIdCondition { HasId = { _seen } } });
        }

        var hits = (_search with { Filter = filter }).Run(_collection);
        foreach (var hit in hits)
        {
            Add(hit);
        }

        return hits.Count > 0;
    }

    // A point with a key that is neither a string nor an integer is in no group.
    private void Add(Hit hit)
    {
        var keys = PayloadPath.Values(hit.Point.Payload, _field).SelectMany(PayloadPath.Flattened).Distinct().ToList();
        if (keys.Any(k => k.KindCase is not (Value.KindOneofCase.StringValue or Value.KindOneofCase.IntegerValue)))
        {
            return;
        }

        _seen.Add(hit.Point.Id);
        foreach (var key in keys)
        {
            if (!_found.TryGetValue(key, out var group))
            {
                _found[key] = group = [];
            }

            group.Add(hit);
        }
    }

    private IEnumerable<Condition> Excluding(IEnumerable<Value> keys) => Conditions(
        keys,
        strings => new Match { ExceptKeywords = strings },
        integers => new Match { ExceptIntegers = integers });

    private IEnumerable<Condition> Only(IEnumerable<Value> keys) => Conditions(
        keys,
        strings => new Match { Keywords = strings },
        integers => new Match { Integers = integers });

    private IEnumerable<Condition> Conditions(IEnumerable<Value> keys, Func<RepeatedStrings, Match> ofStrings, Func<RepeatedIntegers, Match> ofIntegers)
    {
        var strings = new RepeatedStrings { Strings = { keys.Where(k => k.HasStringValue).Select(k => k.StringValue) } };
        var integers = new RepeatedIntegers { Integers = { keys.Where(k => k.HasIntegerValue).Select(k => k.IntegerValue) } };
        if (strings.Strings.Count > 0)
        {
            yield return new Condition { Field = new FieldCondition { Key = _field, Match = ofStrings(strings) } };
        }

        if (integers.Integers.Count > 0)
        {
            yield return new Condition { Field = new FieldCondition { Key = _field, Match = ofIntegers(integers) } };
        }
    }
}
