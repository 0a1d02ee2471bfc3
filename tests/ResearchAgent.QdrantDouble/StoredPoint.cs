using System.Numerics.Tensors;
using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>A point as it was upserted, its vectors checked against the collection and normalised for Cosine.</summary>
internal sealed class StoredPoint
{
    private StoredPoint(PointId id)
    {
        Id = id;
    }

    public PointId Id { get; }

    public Dictionary<string, Value> Payload { get; private set; } = [];

    public Dictionary<string, float[]> Dense { get; } = [];

    public Dictionary<string, SortedDictionary<uint, float>> Sparse { get; } = [];

    /// <summary>Number of the operation that wrote it last.</summary>
    public ulong Version { get; set; }

    public static StoredPoint From(PointStruct sent, CollectionConfig config)
    {
        var point = new StoredPoint(PointIdOrder.Canonical(sent.Id));
        point.ReplacePayload(sent.Payload);
        switch (sent.Vectors?.VectorsOptionsCase)
        {
            case Vectors.VectorsOptionsOneofCase.Vector:
                point.Put("", sent.Vectors.Vector, config);
                break;
            case Vectors.VectorsOptionsOneofCase.Vectors_:
                foreach (var (name, vector) in sent.Vectors.Vectors_.Vectors)
                {
                    point.Put(name, vector, config);
                }

                break;
        }

        return point;
    }

    public void ReplacePayload(IEnumerable<KeyValuePair<string, Value>> payload) =>
        Payload = payload.ToDictionary(p => p.Key, p => p.Value.Clone());

    /// <summary>Sets the keys that have a value and removes those that are null.</summary>
    public void MergePayload(IEnumerable<KeyValuePair<string, Value>> payload) => Merge(Payload, payload);

    public static void Merge(IDictionary<string, Value> into, IEnumerable<KeyValuePair<string, Value>> payload)
    {
        foreach (var (key, value) in payload)
        {
            if (value.KindCase == Value.KindOneofCase.NullValue)
            {
                into.Remove(key);
            }
            else
            {
                into[key] = value.Clone();
            }
        }
    }

    /// <summary>A vector to compare with stored ones under the collection's distance.</summary>
    public static float[] Comparable(IReadOnlyCollection<float> vector, VectorParams config)
    {
        if ((ulong)vector.Count != config.Size)
        {
            throw Refusal.Wrong($"Vector dimension error: expected dim: {config.Size}, got {vector.Count}");
        }

        float[] result = [.. vector];
        if (config.Distance == Distance.Cosine)
        {
            // As in the server: a unit vector keeps its bits, and a zero vector stays zero.
            var squared = TensorPrimitives.SumOfSquares<float>(result);
            if (squared >= 1.1920929e-7f && MathF.Abs(squared - 1) > 1e-6f)
            {
                TensorPrimitives.Divide(result, MathF.Sqrt(squared), result);
            }
        }

        return result;
    }

    public static SortedDictionary<uint, float> Checked(SparseVector vector)
    {
        if (vector.Indices.Count != vector.Values.Count)
        {
            throw Refusal.Malformed("Validation error: values: must be the same length as indices");
        }

        var result = new SortedDictionary<uint, float>();
        for (var i = 0; i < vector.Indices.Count; i++)
        {
            if (!result.TryAdd(vector.Indices[i], vector.Values[i]))
            {
                throw Refusal.Malformed("Validation error: indices: must be unique");
            }
        }

        return result;
    }

    private void Put(string name, Vector vector, CollectionConfig config)
    {
        switch (vector.VectorCase)
        {
            case Vector.VectorOneofCase.Dense:
                Dense[name] = Comparable(vector.Dense.Data, config.DenseVector(name) ?? throw Unknown());
                break;
            case Vector.VectorOneofCase.Sparse:
                _ = config.SparseVector(name) ?? throw Unknown();
                Sparse[name] = Checked(vector.Sparse);
                break;
            case Vector.VectorOneofCase.None:
                throw Refusal.Malformed("No vector provided");
            default:
                throw Refusal.NotCovered($"vectors of kind {vector.VectorCase}");
        }

        Grpc.Core.RpcException Unknown() => Refusal.Wrong($"Not existing vector name error: {name}");
    }
}
