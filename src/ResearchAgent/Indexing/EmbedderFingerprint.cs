using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace ResearchAgent.Indexing;

/// <summary>
/// Says which embedder made a vector. Equal fingerprints promise equal vectors for equal texts, up to rounding; with
/// different ones vectors must never be compared. An embedder states its own by answering <c>GetService</c> for this type.
/// </summary>
/// <param name="Value">Stored in libraries: once released, an embedder's fingerprint must not change without need.</param>
public sealed record EmbedderFingerprint(string Value)
{
    /// <summary>Written <c>model/dimensions/hash</c>, the hash being 16 hexadecimal digits over <paramref name="decisive"/>.</summary>
    /// <param name="decisive">Whatever else decides the vectors, always in the same order: the model file's hash, pooling, prefixes.</param>
    public static EmbedderFingerprint Create(string model, int dimensions, params IEnumerable<string> decisive)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', decisive)));
        return new EmbedderFingerprint(string.Create(CultureInfo.InvariantCulture, $"{model}/{dimensions}/{Convert.ToHexStringLower(hash.AsSpan(0, 8))}"));
    }

    /// <summary>What the embedder states itself, else one made of its metadata: provider, address, model and dimensions.</summary>
    /// <exception cref="ArgumentException">The embedder names no model.</exception>
    public static EmbedderFingerprint Of(IEmbeddingGenerator<string, Embedding<float>> embedder)
    {
        if (embedder.GetService(typeof(EmbedderFingerprint)) is EmbedderFingerprint stated)
        {
            return stated;
        }

        var metadata = embedder.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        return metadata?.DefaultModelId is { } model
            ? Create(model, metadata.DefaultModelDimensions ?? 0, metadata.ProviderName ?? "", metadata.ProviderUri?.ToString() ?? "")
            : throw new ArgumentException($"The embedder '{embedder.GetType().Name}' names no model, so its vectors could not be told from others. Answer GetService for {nameof(EmbedderFingerprint)}.", nameof(embedder));
    }
}
