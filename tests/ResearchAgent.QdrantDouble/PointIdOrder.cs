using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>Numbers before UUIDs, each ascending: the order in which points are scrolled.</summary>
internal sealed class PointIdOrder : IComparer<PointId>
{
    public static PointIdOrder Instance { get; } = new();

    /// <summary>The same id for every way to write a UUID.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is no id.</exception>
    public static PointId Canonical(PointId? id) => id?.PointIdOptionsCase switch
    {
        PointId.PointIdOptionsOneofCase.Num => new PointId { Num = id.Num },
        PointId.PointIdOptionsOneofCase.Uuid when Guid.TryParse(id.Uuid, out var guid) => new PointId { Uuid = guid.ToString("D") },
        PointId.PointIdOptionsOneofCase.Uuid => throw Refusal.Malformed($"Unable to parse UUID: {id.Uuid}"),
        _ => throw Refusal.Malformed("No ID options provided"),
    };

    public int Compare(PointId? x, PointId? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var numbers = (x.PointIdOptionsCase == PointId.PointIdOptionsOneofCase.Num, y.PointIdOptionsCase == PointId.PointIdOptionsOneofCase.Num);
        return numbers switch
        {
            (true, true) => x.Num.CompareTo(y.Num),
            (true, false) => -1,
            (false, true) => 1,
            // Lower-case hexadecimal of one length orders like the numbers it writes.
            _ => string.CompareOrdinal(x.Uuid, y.Uuid),
        };
    }
}
