using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>Configuration, points and payload indexes of one collection. Each operation is applied as a whole or not at all.</summary>
internal sealed class Collection
{
    private readonly Dictionary<string, PayloadSchemaInfo> _indexes = [];

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
            Points[point.Id] = point;
        }
    }

    public void Delete(PointsSelector? selector)
    {
        var selected = Select(selector);
        Operations++;
        selected.ForEach(p => Points.Remove(p.Id));
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
    }

    public void DeleteIndex(string field)
    {
        _indexes.Remove(field);
        Operations++;
    }

    private bool HasTextIndex(string field) => _indexes.TryGetValue(field, out var schema) && schema.DataType == PayloadSchemaType.Text;

    private void Change(PointsSelector? selector, Action<StoredPoint> change)
    {
        var selected = Select(selector);
        Operations++;
        foreach (var point in selected)
        {
            change(point);
            point.Version = Operations;
        }
    }

    private List<StoredPoint> Select(PointsSelector? selector) => selector?.PointsSelectorOneOfCase switch
    {
        PointsSelector.PointsSelectorOneOfOneofCase.Points =>
            [.. selector.Points.Ids.Select(PointIdOrder.Canonical).ToList().Distinct().Select(id => Points.GetValueOrDefault(id)).OfType<StoredPoint>()],
        PointsSelector.PointsSelectorOneOfOneofCase.Filter => [.. Points.Values.Where(p => Passes(p, selector.Filter))],
        _ => throw Refusal.Malformed("PointsSelector is missing"),
    };
}
