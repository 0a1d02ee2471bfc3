using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Text;

namespace ResearchAgent.Retrieval.StaticVectors;

/// <summary>
/// The embedder that needs no download: 30,000 Porter stems with 128 dimensions each, trained by this project on
/// arXiv titles and abstracts (README beside this file). A text is the L2-normalised sum of the vectors of its distinct known stems;
/// a text without a known stem is the zero vector. Weak on its own: mix it into BM25 by weight, never by rank. Thread-safe.
/// </summary>
public sealed partial class StaticWordVectors : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 128;

    public const string Name = "arxiv-static-30k-128";
    private static readonly Lazy<StaticWordVectors> Instance = new(Load);

    // The bare name: libraries were made with it before fingerprints were.
    private static readonly EmbedderFingerprint Fingerprint = new(Name);
    private static readonly EmbeddingGeneratorMetadata Metadata = new("ResearchAgent", defaultModelId: Name, defaultModelDimensions: Dimensions);

    private readonly string[] _stems;
    private readonly Dictionary<string, int> _rows;
    private readonly sbyte[] _values;
    private readonly float[] _scales;

    private StaticWordVectors(string[] stems, Dictionary<string, int> rows, sbyte[] values, float[] scales) =>
        (_stems, _rows, _values, _scales) = (stems, rows, values, scales);

    public static StaticWordVectors Shared => Instance.Value;

    /// <summary>The L2-normalised vector of a text, or the zero vector.</summary>
    public float[] Embed(string text)
    {
        var sum = new float[Dimensions];
        var row = new float[Dimensions];
        foreach (var stem in Terms.SetOf(LatexCommand().Replace(text, " ")))
        {
            if (TryGetWord(stem, row))
            {
                TensorPrimitives.Add(sum, row, sum);
            }
        }

        Normalize(sum);
        return sum;
    }

    /// <summary>Place of the word by frequency in arXiv abstracts, from 0 for the most frequent; int.MaxValue for one unknown.</summary>
    /// <param name="stem">A Porter stem.</param>
    public int FrequencyRank(string stem) => _rows.TryGetValue(stem, out var row) ? row : int.MaxValue;

    /// <param name="stem">A Porter stem.</param>
    public bool Knows(string stem) => _rows.ContainsKey(stem);

    /// <summary>
    /// The words used most like this one, best first, with the cosine of their vectors; without the word itself, and
    /// empty when the word is unknown. Scans all 30,000 words (about 3 ms).
    /// </summary>
    /// <param name="stem">A Porter stem.</param>
    /// <param name="minimumSimilarity">From 0 to 1.</param>
    public IReadOnlyList<(string Stem, float Similarity)> Neighbours(string stem, float minimumSimilarity)
    {
        var query = new float[Dimensions];
        if (!TryGetWord(stem, query))
        {
            return [];
        }

        Normalize(query);
        var self = _rows[stem];
        var row = new float[Dimensions];
        var neighbours = new List<(string, float)>();
        for (var i = 0; i < _stems.Length; i++)
        {
            Widen(i, row);
            var similarity = TensorPrimitives.Dot(query, row) / TensorPrimitives.Norm<float>(row);
            if (similarity >= minimumSimilarity && i != self)
            {
                neighbours.Add((_stems[i], similarity));
            }
        }

        neighbours.Sort((a, b) => b.Item2.CompareTo(a.Item2));
        return neighbours;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            embeddings.Add(new Embedding<float>(Embed(value)) { ModelId = Name });
        }

        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
        : serviceType == typeof(EmbedderFingerprint) ? Fingerprint
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // Shared and read-only for the life of the process.
    }

    private bool TryGetWord(string stem, float[] row)
    {
        if (!_rows.TryGetValue(stem, out var index))
        {
            return false;
        }

        Widen(index, row);
        return true;
    }

    private void Widen(int index, float[] row)
    {
        TensorPrimitives.ConvertTruncating<sbyte, float>(_values.AsSpan(index * Dimensions, Dimensions), row);
        TensorPrimitives.Multiply(row, _scales[index], row);
    }

    private static void Normalize(float[] vector)
    {
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }
    }

    private static StaticWordVectors Load()
    {
        const string Prefix = "ResearchAgent.Retrieval.StaticVectors." + Name;
        var stems = Resource.Lines(Prefix + ".vocab.txt");
        var rows = new Dictionary<string, int>(stems.Length, StringComparer.Ordinal);
        for (var i = 0; i < stems.Length; i++)
        {
            rows[stems[i]] = i;
        }

        var values = MemoryMarshal.Cast<byte, sbyte>(Resource.Bytes(Prefix + ".int8")).ToArray();
        var scales = MemoryMarshal.Cast<byte, float>(Resource.Bytes(Prefix + ".scale.f32")).ToArray();
        if (values.Length != stems.Length * Dimensions || scales.Length != stems.Length)
        {
            throw new InvalidDataException($"The vector files of '{Name}' do not fit together: {stems.Length} stems, {values.Length} values, {scales.Length} scales.");
        }

        return new StaticWordVectors(stems, rows, values, scales);
    }

    [GeneratedRegex(@"\\[A-Za-z]+")]
    private static partial Regex LatexCommand();
}
