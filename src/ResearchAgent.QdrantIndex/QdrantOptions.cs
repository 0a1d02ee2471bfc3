namespace ResearchAgent.QdrantIndex;

/// <summary>Where the library is, and how it is kept there.</summary>
public sealed record QdrantOptions
{
    /// <summary>The server's gRPC address: http on this machine, https on others.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:6334");

    /// <summary>The library's name on the server: an alias over the collection that holds it. Letters, digits, dashes and underscores.</summary>
    public string Library { get; init; } = "research";

    /// <summary>Null for a server without one. Never logged.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A PEM file with the authority that signed the server's certificate, if it is none that this machine trusts.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>For each call, retries not counted.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A call that a busy or restarting server did not take is tried again this often.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>Before the first retry; twice as long before each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Points in one request at most: what a client holds in memory while a long paper goes out.</summary>
    public int PointsPerRequest { get; init; } = 128;

    /// <summary>Only when the collection is created: parts that the server spreads over its machines, and copies of each.</summary>
    public uint Shards { get; init; } = 1;

    /// <inheritdoc cref="Shards"/>
    public uint Replicas { get; init; } = 1;

    /// <summary>Links a passage has in the graph of vectors (HNSW's m, Malkov and Yashunin 2018): more find more, and take more memory. Only when the collection is created.</summary>
    public ulong GraphLinks { get; init; } = 16;

    /// <summary>Candidates looked at while the graph is built (HNSW's ef_construct). Only when the collection is created.</summary>
    public ulong GraphBuildCandidates { get; init; } = 128;

    /// <summary>Whether vectors are searched in 8 bits in memory, and the best scored again in full from disk: a quarter of the memory. Only when the collection is created.</summary>
    public bool Quantized { get; init; } = true;
}
