using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>Configuration, points and payload indexes of one collection. Each operation is applied as a whole or not at all.</summary>
internal sealed class Collection
{
    private readonly Dictionary<string, PayloadSchemaInfo> _indexes = [];

    // Ids by the keywords of indexed fields: a test of some thousand papers would look at every point for each of them.
    private readonly Dictionary<string, Dictionary<string, SortedSet<PointId>>> _keywords = [];

    public Collection(CreateCollection sent)
    {
        var named = sent.VectorsConfig?.ConfigCase == VectorsConfig.ConfigOneofCase.ParamsMap
            ? sent.VectorsConfig.ParamsMap.Map.Values
            : sent.VectorsConfig?.Params is { } single ? [single] : (IEnumerable<VectorParams>)[];
        foreach (var vector in named)
        {
            Refusal.IfSent(vector.MultivectorConfig, "multivectors");
            if (vector.Distance == Distance.UnknownDistance)
            {
                throw Refusal.Malformed("Malformed distance parameter: UnknownDistance");
            }

            if (vector.Size == 0)
            {
                throw Refusal.Malformed("Validation error in body: [size: value 0 invalid, must be from 1 to 65536]");
            }
        }

        Config = new CollectionConfig
        {
            Params = new CollectionParams { ShardNumber = 1, VectorsConfig = sent.VectorsConfig, SparseVectorsConfig = sent.SparseVectorsConfig },
            HnswConfig = sent.HnswConfig,
            OptimizerConfig = sent.OptimizersConfig,
            WalConfig = sent.WalConfig,
            QuantizationConfig = sent.QuantizationConfig,
            StrictModeConfig = sent.StrictModeConfig,
        };
        StoredPoint.Merge(Config.Metadata, sent.Metadata);
    }

    public CollectionConfig Config { get; }

    /// <summary>In the order in which they are scrolled.</summary>
    public SortedDictionary<PointId, StoredPoint> Points { get; } = new(PointIdOrder.Instance);

    public ulong Operations { get; private set; }

    public CollectionInfo Info()
    {
        var info = new CollectionInfo
        {
            Status = CollectionStatus.Green,
            OptimizerStatus = new OptimizerStatus { Ok = true },
            SegmentsCount = 1,
            PointsCount = (ulong)Points.Count,
            IndexedVectorsCount = 0,
            Config = Config.Clone(),
        };
        foreach (var (field, schema) in _indexes)
        {
            info.PayloadSchema[field] = schema.Clone();
            info.PayloadSchema[field].Points = (ulong)Points.Values.Count(p => PayloadPath.Values(p.Payload, field).Any());
        }

        return info;
    }

    public void Update(UpdateCollection sent)
    {
        Refusal.IfSent((object?)sent.VectorsConfig ?? (object?)sent.SparseVectorsConfig ?? sent.Params, "changes of a collection's parameters");
        StoredPoint.Merge(Config.Metadata, sent.Metadata);
        Operations++;
    }

    /// <summary>The points that pass, in the order in which they are scrolled; looked up where the filter asks for one keyword of an indexed field.</summary>
    public IEnumerable<StoredPoint> Matching(Filter? filter)
    {
        var candidates = filter?.Must.Select(c => Keyword(c)).OfType<(string Field, string Value)>().Where(k => _keywords.ContainsKey(k.Field))
            .Select(k => _keywords[k.Field].GetValueOrDefault(k.Value) ?? []).MinBy(ids => ids.Count);
        return (candidates?.Count < Points.Count / 4 ? candidates.Select(id => Points[id]) : Points.Values).Where(p => Passes(p, filter));

        static (string, string)? Keyword(Condition condition) =>
            condition.Field?.Match is { MatchValueCase: Match.MatchValueOneofCase.Keyword } match ? (condition.Field.Key, match.Keyword) : null;
    }

    public bool Passes(StoredPoint point, Filter? filter) => FilterEvaluation.Passes(point, filter, HasTextIndex);

    /// <summary>Points are only ordered by a field whose index has ranges.</summary>
    public bool HasRangeIndex(string field) =>
        _indexes.TryGetValue(field, out var schema)
        && (schema.DataType == PayloadSchemaType.Float || (schema.DataType == PayloadSchemaType.Integer && schema.Params?.IntegerIndexParams is not { HasRange: true, Range: false }));

    public void Upsert(IEnumerable<PointStruct> sent, Filter? updateFilter, UpdateMode mode)
    {
        var points = sent.Select(p => StoredPoint.From(p, Config)).ToList();
        Operations++;
        foreach (var point in points)
        {
            var before = Points.GetValueOrDefault(point.Id);
            if ((before is null && mode == UpdateMode.UpdateOnly)
                || (before is not null && (mode == UpdateMode.InsertOnly || !Passes(before, updateFilter))))
            {
                continue;
            }

            point.Version = Operations;
            Forget(before);
            Points[point.Id] = point;
            Remember(point);
        }
    }

    public void Delete(PointsSelector? selector)
    {
        var selected = Select(selector);
        Operations++;
        foreach (var point in selected)
        {
            Forget(point);
            Points.Remove(point.Id);
        }
    }

    public void SetPayload(IDictionary<string, Value> payload, PointsSelector? selector) => Change(selector, p => p.MergePayload(payload));

    public void OverwritePayload(IDictionary<string, Value> payload, PointsSelector? selector) => Change(selector, p => p.ReplacePayload(payload));

    public void ClearPayload(PointsSelector? selector) => Change(selector, p => p.Payload.Clear());

    public void DeletePayload(IReadOnlyCollection<string> keys, PointsSelector? selector)
    {
        if (keys.FirstOrDefault(k => k.AsSpan().IndexOfAny('.', '[', '"') >= 0) is { } path)
        {
            throw Refusal.NotCovered($"deleting the payload path '{path}'");
        }

        Change(selector, p =>
        {
            foreach (var key in keys)
            {
                p.Payload.Remove(key);
            }
        });
    }

    public void CreateIndex(string field, PayloadSchemaType type, PayloadIndexParams? parameters)
    {
        var schema = new PayloadSchemaInfo { DataType = type };
        if (parameters is not null)
        {
            schema.Params = parameters.Clone();
        }

        _indexes[field] = schema;
        Operations++;
        if (type == PayloadSchemaType.Keyword && _keywords.TryAdd(field, []))
        {
            foreach (var point in Points.Values)
            {
                Remember(point);
            }
        }
    }

    public void DeleteIndex(string field)
    {
        _indexes.Remove(field);
        _keywords.Remove(field);
        Operations++;
    }

    private bool HasTextIndex(string field) => _indexes.TryGetValue(field, out var schema) && schema.DataType == PayloadSchemaType.Text;

    private void Remember(StoredPoint point)
    {
        foreach (var (field, ids) in _keywords)
        {
            foreach (var value in PayloadPath.Values(point.Payload, field).SelectMany(PayloadPath.Flattened).Where(v => v.HasStringValue))
            {
                if (!ids.TryGetValue(value.StringValue, out var found))
                {
                    ids[value.StringValue] = found = new SortedSet<PointId>(PointIdOrder.Instance);
                }

                found.Add(point.Id);
            }
        }
    }

    private void Forget(StoredPoint? point)
    {
        foreach (var (field, ids) in point is null ? [] : _keywords)
        {
            foreach (var value in PayloadPath.Values(point!.Payload, field).SelectMany(PayloadPath.Flattened).Where(v => v.HasStringValue))
            {
                ids.GetValueOrDefault(value.StringValue)?.Remove(point.Id);
            }
        }
    }

    private void Change(PointsSelector? selector, Action<StoredPoint> change)
    {
        var selected = Select(selector);
        Operations++;
        foreach (var point in selected)
        {
            Forget(point);
            change(point);
            Remember(point);
            point.Version = Operations;
        }
    }

    private List<StoredPoint> Select(PointsSelector? selector) => selector?.PointsSelectorOneOfCase switch
    {
        PointsSelector.PointsSelectorOneOfOneofCase.Points =>
            [.. selector.Points.Ids.Select(PointIdOrder.Canonical).ToList().Distinct().Select(id => Points.GetValueOrDefault(id)).OfType<StoredPoint>()],
        PointsSelector.PointsSelectorOneOfOneofCase.Filter => [.. Matching(selector.Filter)],
        _ => throw Refusal.Malformed("PointsSelector is missing"),
    };
}
