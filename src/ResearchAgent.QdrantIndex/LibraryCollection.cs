using System.Security.Cryptography;
using System.Text;
using Qdrant.Client.Grpc;
using ResearchAgent.Indexing;

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

#pragma warning disable CS0612 // Its successor came with 1.20; the servers before know this one.
    // The two large ones are on disk, and add no links to the graph of vectors: passages are counted by whole terms alone, and
    // no search of ours goes by words of the text.
    private static readonly (string Field, PayloadSchemaType Type, PayloadIndexParams? Parameters)[] Indexed =
    [
        (Fields.Kind, PayloadSchemaType.Keyword, null),
        (Fields.Paper, PayloadSchemaType.Keyword, null),
        (Fields.Edition, PayloadSchemaType.Keyword, null),
        (Fields.Tags, PayloadSchemaType.Keyword, null),
        (Fields.Year, PayloadSchemaType.Integer, null),
        (Fields.Position, PayloadSchemaType.Integer, null),
        (Fields.TermIds, PayloadSchemaType.Integer, new PayloadIndexParams { IntegerIndexParams = new IntegerIndexParams { Lookup = true, Range = false, OnDisk = true, EnableHnsw = false } }),
        (Fields.Text, PayloadSchemaType.Text, new PayloadIndexParams { TextIndexParams = new TextIndexParams { Tokenizer = TokenizerType.Word, Lowercase = true, OnDisk = true, EnableHnsw = false } }),
    ];
#pragma warning restore CS0612

    /// <summary>Named after the embedder: whoever makes it, and whoever goes on with it, finds the same.</summary>
    private string OwnCollection => $"{options.Library}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(embedder)))[..8]}";

    /// <summary>Opens the library under its alias, or creates it.</summary>
    /// <exception cref="LibraryException">It is another embedder's or a newer program's, or none of ours.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await server.CheckVersionAsync(cancellationToken);
        if (await FindAsync(cancellationToken) is { } collection)
        {
            CheckEmbedder(await ReadEmbedderAsync(collection, cancellationToken));
            return;
        }

        // Several programs may start at once: they make the same collection, and each step may be done by another one already.
        await EnsureAsync(cancellationToken);
        await server.CallAsync((client, token) => client.CreateAliasAsync(options.Library, OwnCollection, cancellationToken: token), cancellationToken);
    }

    /// <summary>The library's collection as it is, whoever embedded it, and one beside it for the embedder here, which may hold a part already.</summary>
    /// <returns>Null for the second when the library is this embedder's already.</returns>
    /// <exception cref="LibraryException">There is no such library, or it is a newer program's, or none of ours.</exception>
    public async Task<(string Present, string? Beside)> OpenBesideAsync(CancellationToken cancellationToken)
    {
        await server.CheckVersionAsync(cancellationToken);
        var present = await FindAsync(cancellationToken) ?? throw server.Error($"There is no library '{options.Library}' at {options.Address} to build anew. Copy one there with 'research index migrate --to qdrant'.");
        if (await ReadEmbedderAsync(present, cancellationToken) == embedder)
        {
            return (present, null);
        }

        await EnsureAsync(cancellationToken);
        return (present, OwnCollection);
    }

    /// <summary>Lets the library's name mean another collection, in one step, and removes the one that it meant.</summary>
    public async Task SwapAsync(string old, string present, CancellationToken cancellationToken)
    {
        AliasOperations[] operations =
        [
            new() { DeleteAlias = new DeleteAlias { AliasName = options.Library } },
            new() { CreateAlias = new CreateAlias { AliasName = options.Library, CollectionName = present } },
        ];
        await server.CallAsync((client, token) => client.UpdateAliasesAsync(operations, cancellationToken: token), cancellationToken);
        await server.CallAsync((client, token) => client.DeleteCollectionAsync(old, cancellationToken: token), cancellationToken);
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var aliases = await server.CallAsync((client, token) => client.ListAliasesAsync(token), cancellationToken);
        return aliases.FirstOrDefault(a => a.AliasName == options.Library)?.CollectionName;
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            try
            {
                await CreateAsync(cancellationToken);
            }
            catch (LibraryException) when (!cancellationToken.IsCancellationRequested)
            {
                if (!await ExistsAsync(cancellationToken))
                {
                    throw;
                }
            }
        }

        // Also where the collection is there: who made it may have been stopped before.
        foreach (var (field, type, parameters) in Indexed)
        {
            await server.CallAsync((client, token) => client.CreatePayloadIndexAsync(OwnCollection, field, type, parameters, cancellationToken: token), cancellationToken);
        }
    }

    private Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        server.CallAsync((client, token) => client.CollectionExistsAsync(OwnCollection, token), cancellationToken);

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var request = new CreateCollection
        {
            CollectionName = OwnCollection,
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
#pragma warning disable CS0612 // Its successor came with 1.20; the servers before know this one.
                            OnDisk = options.Quantized,
#pragma warning restore CS0612
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
#pragma warning disable CS0612 // As above. Without both, the originals stay in memory beside the 8-bit copy.
            request.QuantizationConfig = new QuantizationConfig { Scalar = new ScalarQuantization { Type = QuantizationType.Int8, Quantile = 0.99f, AlwaysRam = true } };
#pragma warning restore CS0612
        }

        await server.CallAsync((client, token) => client.CreateCollectionAsync(request, token), cancellationToken);
    }

    private async Task<string> ReadEmbedderAsync(string collection, CancellationToken cancellationToken)
    {
        var info = await server.CallAsync((client, token) => client.GetCollectionInfoAsync(collection, token), cancellationToken);
        var metadata = info.Config.Metadata;
        if (!metadata.TryGetValue(SchemaKey, out var schema) || !metadata.TryGetValue(EmbedderKey, out var made))
        {
            throw server.Error($"The collection '{collection}' behind '{options.Library}' at {options.Address} is no library of ours. Choose another name with Index:Qdrant:Library.");
        }

        return schema.IntegerValue > Schema
            ? throw server.Error($"The library '{options.Library}' at {options.Address} has schema {schema.IntegerValue}; this program knows up to {Schema}. Update the program.")
            : made.StringValue;
    }

    private void CheckEmbedder(string made)
    {
        if (made != embedder)
        {
            throw server.Error($"The library '{options.Library}' at {options.Address} holds vectors of '{made}', and the embedder here is '{embedder}'. Use that embedder again, or make new vectors with 'research index rebuild --index qdrant'.");
        }
    }
}
