using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Text;

namespace ResearchAgent.IndexConformance;

/// <summary>
/// A stand-in for a model, for tests: the hashing trick over words, seeded by the name. Equal texts get equal vectors;
/// it knows nothing of meaning.
/// </summary>
internal sealed class HashingEmbedder(string name, int dimensions) : IEmbeddingGenerator<string, Embedding<float>>
{
    public EmbedderFingerprint Fingerprint { get; } = EmbedderFingerprint.Create(name, dimensions, "hashing trick");

    /// <summary>Called before each batch, with the number of batches before it.</summary>
    public Action<int> BeforeBatch { get; init; } = _ => { };

    public int Batches { get; private set; }

    public float[] Embed(string text)
    {
        var vector = new float[dimensions];
        foreach (var term in Terms.Of(text))
        {
            var hash = Bm25Encoder.TermId(name + term);
            vector[hash / 2 % dimensions] += hash % 2 == 0 ? 1 : -1;
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        TensorPrimitives.Divide(vector, norm > 0 ? norm : 1, vector);
        return vector;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        BeforeBatch(Batches++);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(v => new Embedding<float>(Embed(v)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbedderFingerprint) ? Fingerprint : null;

    public void Dispose()
    {
    }
}
