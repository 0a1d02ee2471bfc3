using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>Points by a number of their payload; those without come not at all, those with several once for each.</summary>
internal static class PayloadOrder
{
    public static IEnumerable<Hit> Sort(Collection collection, IEnumerable<StoredPoint> points, OrderBy order)
    {
        if (!collection.HasRangeIndex(order.Key))
        {
            throw Refusal.Wrong($"No range index for `order_by` key: `{order.Key}`. Please create one to use `order_by`.");
        }

        double? start = order.StartFrom?.ValueCase switch
        {
            null => null,
            StartFrom.ValueOneofCase.Integer => order.StartFrom.Integer,
            StartFrom.ValueOneofCase.Float => order.StartFrom.Float,
            _ => throw Refusal.NotCovered("orders by date"),
        };
        var descending = order.Direction == Direction.Desc;
        var sorted = points
            .SelectMany(p => PayloadPath.Values(p.Payload, order.Key).SelectMany(PayloadPath.Flattened).Select(v => (Point: p, Value: OrderValueOf(v))))
            .Where(e => e.Value is not null && (start is not { } s || (descending ? Number(e.Value) <= s : Number(e.Value) >= s)));
        return (descending ? sorted.OrderByDescending(e => Number(e.Value!)) : sorted.OrderBy(e => Number(e.Value!)))
            .ThenBy(e => e.Point.Id, PointIdOrder.Instance)
            .Select(e => new Hit(e.Point, 0, e.Value));
    }

    private static OrderValue? OrderValueOf(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.IntegerValue => new OrderValue { Int = value.IntegerValue },
        Value.KindOneofCase.DoubleValue => new OrderValue { Float = value.DoubleValue },
        _ => null,
    };

    private static double Number(OrderValue value) => value.HasInt ? value.Int : value.Float;
}
