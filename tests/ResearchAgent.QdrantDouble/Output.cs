using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>Points as they are sent, with as much payload and as many vectors as was asked for.</summary>
internal static class Output
{
    /// <summary>The payload comes unless it was declined: so it is for points that are read or scrolled.</summary>
    public static RetrievedPoint Retrieved(StoredPoint point, WithPayloadSelector? withPayload, WithVectorsSelector? withVectors, OrderValue? orderValue = null)
    {
        var sent = new RetrievedPoint { Id = point.Id.Clone(), Vectors = Vectors(point, withVectors), OrderValue = orderValue };
        Copy(point, withPayload ?? new WithPayloadSelector { Enable = true }, sent.Payload);
        return sent;
    }

    /// <summary>The payload comes only where it was asked for: so it is for points that are searched.</summary>
    public static ScoredPoint Scored(Hit hit, WithPayloadSelector? withPayload, WithVectorsSelector? withVectors)
    {
        var sent = new ScoredPoint { Id = hit.Point.Id.Clone(), Score = hit.Score, Version = hit.Point.Version, Vectors = Vectors(hit.Point, withVectors), OrderValue = hit.OrderValue };
        Copy(hit.Point, withPayload ?? new WithPayloadSelector { Enable = false }, sent.Payload);
        return sent;
    }

    private static void Copy(StoredPoint point, WithPayloadSelector selector, MapField<string, Value> into)
    {
        var fields = selector.Include?.Fields ?? selector.Exclude?.Fields ?? [];
        if (fields.FirstOrDefault(f => f.AsSpan().IndexOfAny('.', '[', '"') >= 0) is { } path)
        {
            throw Refusal.NotCovered($"the payload path '{path}' in a selector");
        }

        foreach (var (key, value) in point.Payload)
        {
            var wanted = selector.SelectorOptionsCase switch
            {
                WithPayloadSelector.SelectorOptionsOneofCase.Include => fields.Contains(key),
                WithPayloadSelector.SelectorOptionsOneofCase.Exclude => !fields.Contains(key),
                _ => selector.Enable,
            };
            if (wanted)
            {
                into.Add(key, value.Clone());
            }
        }
    }

    private static VectorsOutput? Vectors(StoredPoint point, WithVectorsSelector? selector)
    {
        var named = new NamedVectorsOutput();
        foreach (var (name, vector) in point.Dense.Where(v => IsWanted(v.Key)))
        {
            named.Vectors.Add(name, new VectorOutput { Dense = new DenseVector { Data = { vector } } });
        }

        foreach (var (name, vector) in point.Sparse.Where(v => IsWanted(v.Key)))
        {
            named.Vectors.Add(name, new VectorOutput { Sparse = new SparseVector { Indices = { vector.Keys }, Values = { vector.Values } } });
        }

        return named.Vectors.Count == 0 ? null
            : named.Vectors.Count == 1 && named.Vectors.TryGetValue("", out var unnamed) ? new VectorsOutput { Vector = unnamed }
            : new VectorsOutput { Vectors = named };

        bool IsWanted(string name) => selector?.SelectorOptionsCase switch
        {
            WithVectorsSelector.SelectorOptionsOneofCase.Enable => selector.Enable,
            WithVectorsSelector.SelectorOptionsOneofCase.Include => selector.Include.Names.Contains(name),
            _ => false,
        };
    }
}
