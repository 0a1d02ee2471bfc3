using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using LLama.Native;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.LlamaEngine.Catalogue;

namespace ResearchAgent.LlamaEngine.Embedding;

/// <summary>
/// Makes vectors of length 1 with a GGUF embedding model. Texts are passages unless <see cref="EmbeddingPurpose"/> says
/// otherwise. Safe for concurrent use.
/// </summary>
public sealed class LlamaEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly LlamaEmbeddingOptions _options;
    private readonly PooledModel _model;
    private readonly EmbeddingPrefixes _prefixes;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly EmbedderFingerprint _fingerprint;

    private LlamaEmbeddingGenerator(LlamaEmbeddingOptions options, PooledModel model)
    {
        _options = options;
        _model = model;
        var name = model.Weights.Metadata.GetValueOrDefault("general.name") is { Length: > 0 } own ? own : Path.GetFileNameWithoutExtension(options.Path);
        _prefixes = options.Prefixes ?? new[] { name, Path.GetFileNameWithoutExtension(options.Path) }.Select(EmbeddingPrefixes.For).FirstOrDefault(p => p != EmbeddingPrefixes.None) ?? EmbeddingPrefixes.None;
        _metadata = new EmbeddingGeneratorMetadata("llama.cpp", null, name, model.Dimensions);
        _fingerprint = EmbedderFingerprint.Create(
            name, model.Dimensions, ModelFileMark.Of(options.Path), model.Pooling.ToString(), _prefixes.Query, _prefixes.Passage, model.MaxTokens.ToString(CultureInfo.InvariantCulture));
    }

    /// <param name="nativeLibraryPath">The llama library's file or folder; null for the one that came with the program.</param>
    /// <param name="progress">From 0 to 1.</param>
    /// <exception cref="ModelLoadException">No such file, not a GGUF model, one that ranks, or one that does not say how to make one vector of a text.</exception>
    public static async Task<LlamaEmbeddingGenerator> LoadAsync(LlamaEmbeddingOptions options, string? nativeLibraryPath, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        var model = await PooledModel.LoadAsync(options.Path, options.Pooling, options.MaxTokens, options.Threads, nativeLibraryPath, progress, cancellationToken);
        if (model.Pooling is LLamaPoolingType.Mean or LLamaPoolingType.CLS or LLamaPoolingType.Last)
        {
            return new LlamaEmbeddingGenerator(options, model);
        }

        var pooling = model.Pooling;
        model.Dispose();
        throw new ModelLoadException(options.Path, pooling == LLamaPoolingType.Rank
            ? $"'{options.Path}' ranks passages and makes no vectors. Set it as Models:Rerank:Path, and an embedding model as Models:Embedding:Path."
            : $"'{options.Path}' does not say how one vector is made of a text. Set Models:Embedding:Pooling to mean, cls or last, as the model's card says.");
    }

    /// <inheritdoc/>
    /// <exception cref="EmbeddingInputTooLongException">A text is too long, and such texts are to be refused.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prefix = EmbeddingPurpose.IsQuery(options) ? _prefixes.Query : _prefixes.Passage;
        var texts = values.Select(v => Parts(_model.Weights.Tokenize(prefix + v, add_bos: true, special: false, Encoding.UTF8))).ToList();
        var vectors = await _model.ComputeAsync([.. texts.SelectMany(parts => parts)], _model.Dimensions, cancellationToken);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(texts.Count) { Usage = new UsageDetails { InputTokenCount = texts.Sum(parts => parts.Sum(p => p.Length)) } };
        var next = 0;
        foreach (var parts in texts)
        {
            embeddings.Add(new Embedding<float>(Mean(parts, vectors, next)) { ModelId = _metadata.DefaultModelId, CreatedAt = DateTimeOffset.UtcNow });
            next += parts.Count;
        }

        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType == typeof(EmbedderFingerprint) ? _fingerprint
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _model.Dispose();

    // Each part keeps the control tokens that the whole begins and ends with.
    private List<LLamaToken[]> Parts(LLamaToken[] tokens)
    {
        if (tokens.Length <= _model.MaxTokens)
        {
            return [tokens.Length > 0 ? tokens : [_model.Weights.Vocab.BOS ?? 0]];
        }

        if (_options.LongText == LongText.Refuse)
        {
            throw new EmbeddingInputTooLongException(tokens.Length, _model.MaxTokens);
        }

        var vocabulary = _model.Weights.Vocab;
        LLamaToken[] first = tokens[0].IsControl(vocabulary) ? [tokens[0]] : [];
        LLamaToken[] last = tokens[^1].IsControl(vocabulary) ? [tokens[^1]] : [];
        return [.. tokens[first.Length..^last.Length].Chunk(_model.MaxTokens - first.Length - last.Length).Select(part => (LLamaToken[])[.. first, .. part, .. last])];
    }

    private static float[] Mean(List<LLamaToken[]> parts, IReadOnlyList<float[]> vectors, int first)
    {
        var mean = new float[vectors[first].Length];
        for (var i = 0; i < parts.Count; i++)
        {
            var vector = vectors[first + i];
            TensorPrimitives.MultiplyAdd(vector, parts[i].Length / Math.Max(TensorPrimitives.Norm(vector), float.Epsilon), mean, mean);
        }

        TensorPrimitives.Divide(mean, Math.Max(TensorPrimitives.Norm(mean), float.Epsilon), mean);
        return mean;
    }
}
