namespace ResearchAgent.Testing;

public sealed record QdrantDoubleOptions
{
    /// <summary>The key that every call but HealthCheck must send; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Whether it speaks TLS, with a certificate of its own making that no one trusts.</summary>
    public bool Tls { get; init; }
}
