using System.Text;
using LLama.Native;
using ResearchAgent.Retrieval;

namespace ResearchAgent.LlamaEngine.Embedding;

/// <summary>A cross-encoder: reads a question and a passage together and says how well one answers the other.</summary>
public sealed class LlamaReranker : IReranker, IDisposable
{
    /// <summary>Tokens of question and passage together at most; a longer passage is cut at its end.</summary>
    private const int MaxTokens = 512;

    private readonly PooledModel _model;

    private LlamaReranker(PooledModel model) => _model = model;

    /// <param name="threads">Null for half of the processors.</param>
    /// <param name="nativeLibraryPath">The llama library's file or folder; null for the one that came with the program.</param>
    /// <exception cref="ModelLoadException">No such file, not a GGUF model, or not one that ranks.</exception>
    public static async Task<LlamaReranker> LoadAsync(string path, int? threads, string? nativeLibraryPath, CancellationToken cancellationToken)
    {
        var model = await PooledModel.LoadAsync(path, LLamaPoolingType.Unspecified, MaxTokens, threads, nativeLibraryPath, null, cancellationToken);
        var pooling = model.Pooling;
        if (pooling == LLamaPoolingType.Rank)
        {
            return new LlamaReranker(model);
        }

        model.Dispose();
        throw new ModelLoadException(path, $"'{path}' does not rank (its pooling is {pooling}). Set a reranker as Models:Rerank:Path, or leave it empty.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float>> ScoreAsync(string question, IReadOnlyList<string> passages, CancellationToken cancellationToken)
    {
        var asked = Tokenize(question, isFirst: true);
        var pairs = passages.Select(p => Pair(asked, Tokenize(p, isFirst: false))).ToList();
        var scores = await _model.ComputeAsync(pairs, 1, cancellationToken);
        return [.. scores.Select(s => s[0])];
    }

    public void Dispose() => _model.Dispose();

    private LLamaToken[] Tokenize(string text, bool isFirst)
    {
        var tokens = _model.Weights.Tokenize(text, add_bos: true, special: false, Encoding.UTF8);
        return isFirst || tokens.Length == 0 || tokens[0] != _model.Weights.Vocab.BOS ? tokens : tokens[1..];
    }

    // [CLS] question [SEP] passage [SEP], as BERT was trained (Devlin et al. 2019); XLM-RoBERTa has two separators between.
    private LLamaToken[] Pair(LLamaToken[] question, LLamaToken[] passage)
    {
        const int least = 16;
        LLamaToken[] between = _model.Weights.Metadata.GetValueOrDefault("tokenizer.ggml.model") == "t5" && _model.Weights.Vocab.EOS is { } end ? [end] : [];
        var asked = question.AsSpan(0, Math.Min(question.Length, _model.MaxTokens - between.Length - least));
        var room = _model.MaxTokens - asked.Length - between.Length;
        ReadOnlySpan<LLamaToken> read = passage.Length <= room ? passage : [.. passage.AsSpan(0, room - 1), passage[^1]];
        return [.. asked, .. between, .. read];
    }
}
