using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

internal static class CollectionConfigExtensions
{
    /// <summary>Null where the collection has no dense vector of that name; the unnamed one is "".</summary>
    public static VectorParams? DenseVector(this CollectionConfig config, string name) => config.Params.VectorsConfig?.ConfigCase switch
    {
        VectorsConfig.ConfigOneofCase.Params when name.Length == 0 => config.Params.VectorsConfig.Params,
        VectorsConfig.ConfigOneofCase.ParamsMap => config.Params.VectorsConfig.ParamsMap.Map.GetValueOrDefault(name),
        _ => null,
    };

    /// <summary>Null where the collection has no sparse vector of that name.</summary>
    public static SparseVectorParams? SparseVector(this CollectionConfig config, string name) =>
        config.Params.SparseVectorsConfig?.Map.GetValueOrDefault(name);
}
