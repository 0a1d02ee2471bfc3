using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval.StaticVectors;
using Xunit;

namespace ResearchAgent.Tests.Indexing;

public sealed class EmbedderFingerprintTests
{
    [Fact]
    public void Whatever_decides_the_vectors_makes_another_fingerprint()
    {
        EmbedderFingerprint[] all =
        [
            EmbedderFingerprint.Create("bge-small", 384, "c0ffee", "mean", "query: "),
            EmbedderFingerprint.Create("bge-base", 384, "c0ffee", "mean", "query: "),
            EmbedderFingerprint.Create("bge-small", 256, "c0ffee", "mean", "query: "),
            EmbedderFingerprint.Create("bge-small", 384, "decade", "mean", "query: "),
            EmbedderFingerprint.Create("bge-small", 384, "c0ffee", "cls", "query: "),
            EmbedderFingerprint.Create("bge-small", 384, "c0ffee", "mean", ""),
            EmbedderFingerprint.Create("bge-small", 384, "c0ffee", "meanquery: "),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], EmbedderFingerprint.Create("bge-small", 384, "c0ffee", "mean", "query: "));
    }

    // Stored in every library: another value would have them all embedded again.
    [Fact]
    public void Fingerprints_stay_the_same_from_release_to_release()
    {
        Assert.Equal("arxiv-static-30k-128", EmbedderFingerprint.Of(StaticWordVectors.Shared).Value);
        Assert.Equal("bge-small/384/0c33f315e3f9c42a", EmbedderFingerprint.Create("bge-small", 384, "c0ffee", "mean").Value);
    }

    [Fact]
    public void A_wrapped_embedder_has_the_fingerprint_of_the_one_inside()
    {
        using var wrapped = new Wrapper(StaticWordVectors.Shared);

        Assert.Equal(EmbedderFingerprint.Of(StaticWordVectors.Shared), EmbedderFingerprint.Of(wrapped));
    }

    [Fact]
    public void An_embedder_that_states_none_gets_one_of_its_metadata()
    {
        using var local = new Described(new EmbeddingGeneratorMetadata("ollama", new Uri("http://localhost:11434"), "nomic", 768));
        using var other = new Described(new EmbeddingGeneratorMetadata("openai", new Uri("https://example.org"), "nomic", 768));

        Assert.StartsWith("nomic/768/", EmbedderFingerprint.Of(local).Value, StringComparison.Ordinal);
        Assert.NotEqual(EmbedderFingerprint.Of(local), EmbedderFingerprint.Of(other));
    }

    [Fact]
    public void An_embedder_without_a_model_name_is_refused()
    {
        using var nameless = new Described(new EmbeddingGeneratorMetadata("ollama"));

        Assert.Contains(nameof(EmbedderFingerprint), Assert.Throws<ArgumentException>(() => EmbedderFingerprint.Of(nameless)).Message, StringComparison.Ordinal);
    }

    private sealed class Wrapper(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner);

    private sealed class Described(EmbeddingGeneratorMetadata metadata) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata : null;

        public void Dispose()
        {
        }
    }
}
