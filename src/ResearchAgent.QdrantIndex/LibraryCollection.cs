using Qdrant.Client.Grpc;

namespace ResearchAgent.QdrantIndex;

/// <summary>
/// The collection that holds a library, and the alias by which it is found: a library that is embedded anew is built in
/// a second collection beside the first, and the alias moves over when it is complete.
/// </summary>
internal sealed class LibraryCollection(QdrantServer server, QdrantOptions options, string embedder, int dimensions)
{
    private const int Schema = 1;
    private const string SchemaKey = "research_schema";
    private const string EmbedderKey = "research_embedder";

    /// <summary>Opens the library under its alias, or creates it.</summary>
    /// <exception cref="Indexing.LibraryException">It is another embedder's or a newer program's, or none of ours.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await server.CheckVersionAsync(cancellationToken);
        if (await FindAsync(cancellationToken) is { } collection)
        {
            await CheckAsync(collection, cancellationToken);
            return;
        }

        // Several programs may start at once: each step may be done by another one already.
        var name = $"{options.Library}-{Guid.NewGuid():N}"[..(options.Library.Length + 9)];
        await CreateAsync(name, cancellationToken);
        if (await FindAsync(cancellationToken) is { } earlier)
        {
            await server.CallAsync((client, token) => client.DeleteCollectionAsync(name, cancellationToken: token), cancellationToken);
            await CheckAsync(earlier, cancellationToken);
            return;
        }

        await server.CallAsync((client, token) => client.CreateAliasAsync(options.Library, name, cancellationToken: token), cancellationToken);
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var aliases = await server.CallAsync((client, token) => client.ListAliasesAsync(token), cancellationToken);
        return aliases.FirstOrDefault(a => a.AliasName == options.Library)?.CollectionName;
    }

    private async Task CreateAsync(string name, CancellationToken cancellationToken)
    {
        var request = new CreateCollection
        {
            CollectionName = name,
            VectorsConfig = new VectorsConfig
            {
                ParamsMap = new VectorParamsMap
                {
                    Map =
                    {
                        [Fields.Dense] = new VectorParams
                        {
                            Size = (ulong)dimensions,
                            Distance = Distance.Cosine,
                            HnswConfig = new HnswConfigDiff { M = options.GraphLinks, EfConstruct = options.GraphBuildCandidates },
                        },
                    },
                },
            },
            SparseVectorsConfig = (Fields.Sparse, new SparseVectorParams()),
            ShardNumber = options.Shards,
            ReplicationFactor = options.Replicas,
            Metadata = { [SchemaKey] = Schema, [EmbedderKey] = embedder },
        };
        if (options.Quantized)
        {
            request.QuantizationConfig = new QuantizationConfig { Scalar = new ScalarQuantization { Type = QuantizationType.Int8, Quantile = 0.99f } };
        }

        await server.CallAsync((client, token) => client.CreateCollectionAsync(request, token), cancellationToken);
        foreach (var (field, type) in ((string, PayloadSchemaType)[])
        [
            (Fields.Kind, PayloadSchemaType.Keyword), (Fields.Paper, PayloadSchemaType.Keyword), (Fields.Edition, PayloadSchemaType.Keyword), (Fields.Tags, PayloadSchemaType.Keyword),
            (Fields.Year, PayloadSchemaType.Integer), (Fields.Position, PayloadSchemaType.Integer), (Fields.TermIds, PayloadSchemaType.Integer), (Fields.Text, PayloadSchemaType.Text),
        ])
        {
            await server.CallAsync((client, token) => client.CreatePayloadIndexAsync(name, field, type, cancellationToken: token), cancellationToken);
        }
    }

    private async Task CheckAsync(string collection, CancellationToken cancellationToken)
    {
        var info = await server.CallAsync((client, token) => client.GetCollectionInfoAsync(collection, token), cancellationToken);
        var metadata = info.Config.Metadata;
        if (!metadata.TryGetValue(SchemaKey, out var schema) || !metadata.TryGetValue(EmbedderKey, out var made))
        {
            throw server.Error($"The collection '{collection}' behind '{options.Library}' at {options.Address} is no library of ours. Choose another name with Index:Qdrant:Library.");
        }

        if (schema.IntegerValue > Schema)
        {
            throw server.Error($"The library '{options.Library}' at {options.Address} has schema {schema.IntegerValue}; this program knows up to {Schema}. Update the program.");
        }

        if (made.StringValue != embedder)
        {
            throw server.Error($"The library '{options.Library}' at {options.Address} holds vectors of '{made.StringValue}', and the embedder here is '{embedder}'. Use that embedder again, or copy the library under another name: set Index:Qdrant:Library and run 'research index migrate --to qdrant'.");
        }
    }
}
