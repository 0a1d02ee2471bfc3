using System.Numerics.Tensors;
using LLama.Native;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.LlamaEngine.Embedding;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Embedding;

public sealed class EmbeddingTests : IDisposable
{
    private static readonly string[] Texts = ["the protein in the cell", "vitamin d treatment for the patient", "xyzzy 42", "gene data and cancer"];

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Vectors_have_length_one_and_tell_texts_apart()
    {
        using var embedder = await LoadAsync();
        var vectors = await EmbedAsync(embedder, Texts);
        Assert.All(vectors, v => Assert.Equal(1, TensorPrimitives.Norm(v), 1e-4f));
        Assert.Equal(Texts.Length, vectors.Select(v => v[0]).Distinct().Count());
        Assert.Equal(64, ((EmbeddingGeneratorMetadata)embedder.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelDimensions);
    }

    [Fact]
    public async Task A_text_gets_the_same_vector_alone_and_among_many()
    {
        using var embedder = await LoadAsync();
        string[] many = [.. Enumerable.Range(0, 90).Select(i => string.Join(' ', Enumerable.Repeat(Texts[i % Texts.Length], 1 + (i % 13))))];
        var together = await EmbedAsync(embedder, many);
        foreach (var i in (int[])[0, 17, 31, 32, 33, 89])
        {
            var alone = (await EmbedAsync(embedder, [many[i]]))[0];
            Assert.Equal(0, TensorPrimitives.Distance(alone, together[i]), 1e-3f);
        }
    }

    [Fact]
    public async Task A_long_text_is_the_weighted_mean_of_its_parts_or_is_refused()
    {
        var sentence = string.Join(' ', Enumerable.Repeat("the cell", 600));
        using (var embedder = await LoadAsync(o => o with { MaxTokens = 64 }))
        {
            Assert.Equal(1, TensorPrimitives.Norm((await EmbedAsync(embedder, [sentence]))[0]), 1e-4f);
        }

        using var strict = await LoadAsync(o => o with { LongText = LongText.Refuse });
        var error = await Assert.ThrowsAsync<EmbeddingInputTooLongException>(() => EmbedAsync(strict, [sentence]));
        Assert.Equal((1202, 512), (error.Tokens, error.MaxTokens));
    }

    [Fact]
    public async Task An_empty_text_has_a_vector_too()
    {
        using var embedder = await LoadAsync();
        Assert.Equal(64, (await EmbedAsync(embedder, [""]))[0].Length);
        Assert.Empty(await embedder.GenerateAsync([], cancellationToken: Token));
    }

    [Fact]
    public async Task A_question_and_a_passage_get_their_own_prefix()
    {
        using var embedder = await LoadAsync(o => o with { Prefixes = new EmbeddingPrefixes("result ", "paper ") });
        using var bare = await LoadAsync();
        var asked = await embedder.GenerateAsync(["the cell"], EmbeddingPurpose.Query, Token);
        Assert.Equal((await EmbedAsync(bare, ["result the cell"]))[0], asked[0].Vector.ToArray());
        Assert.Equal((await EmbedAsync(bare, ["paper the cell"]))[0], (await EmbedAsync(embedder, ["the cell"]))[0]);
    }

    [Theory]
    [InlineData("nomic-embed-text-v1.5", "search_query: ", "search_document: ")]
    [InlineData("BGE Small EN v1.5", "Represent this sentence for searching relevant passages: ", "")]
    [InlineData("multilingual-e5-small", "query: ", "passage: ")]
    [InlineData("all-MiniLM-L6-v2", "", "")]
    public void Known_models_get_the_prefixes_of_their_cards(string name, string query, string passage) =>
        Assert.Equal(new EmbeddingPrefixes(query, passage), EmbeddingPrefixes.For(name));

    [Fact]
    public async Task What_decides_the_vectors_decides_the_fingerprint()
    {
        var fingerprints = new List<string>();
        foreach (var change in (Func<LlamaEmbeddingOptions, LlamaEmbeddingOptions>[])[o => o, o => o, o => o with { Prefixes = new("q ", "") }, o => o with { Pooling = LLamaPoolingType.CLS }, o => o with { MaxTokens = 256 }])
        {
            using var embedder = await LoadAsync(change);
            fingerprints.Add(EmbedderFingerprint.Of(embedder).Value);
        }

        using (var other = await LlamaEmbeddingGenerator.LoadAsync(new LlamaEmbeddingOptions(TinyModels.Bert(_folder.Path, seed: 8)) { Threads = 1 }, null, null, Token))
        {
            fingerprints.Add(EmbedderFingerprint.Of(other).Value);
        }

        Assert.Equal(fingerprints[0], fingerprints[1]);
        Assert.Equal(5, fingerprints.Distinct().Count());
    }

    [Fact]
    public async Task A_model_that_chats_makes_vectors_when_told_how()
    {
        var path = TinyModels.Llama(_folder.Path);
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => LlamaEmbeddingGenerator.LoadAsync(new LlamaEmbeddingOptions(path) { Threads = 1 }, null, null, Token));
        Assert.Contains("Models:Embedding:Pooling", error.Message, StringComparison.Ordinal);
        using var embedder = await LlamaEmbeddingGenerator.LoadAsync(new LlamaEmbeddingOptions(path) { Threads = 1, Pooling = LLamaPoolingType.Mean }, null, null, Token);
        Assert.Equal(1, TensorPrimitives.Norm((await EmbedAsync(embedder, Texts))[0]), 1e-4f);
    }

    [Fact]
    public async Task A_model_that_ranks_is_refused_as_an_embedder_and_the_other_way_round()
    {
        var ranks = await Assert.ThrowsAsync<ModelLoadException>(() => LlamaEmbeddingGenerator.LoadAsync(new LlamaEmbeddingOptions(TinyModels.Reranker(_folder.Path)) { Threads = 1 }, null, null, Token));
        Assert.Contains("Models:Rerank:Path", ranks.Message, StringComparison.Ordinal);
        var embeds = await Assert.ThrowsAsync<ModelLoadException>(() => LlamaReranker.LoadAsync(TinyModels.Bert(_folder.Path), 1, null, Token));
        Assert.Contains("does not rank", embeds.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reranker_scores_each_passage_by_itself()
    {
        using var reranker = await LlamaReranker.LoadAsync(TinyModels.Reranker(_folder.Path), 1, null, Token);
        string[] passages = [.. Texts, string.Join(' ', Enumerable.Repeat("the long study of the patient", 300)), ""];
        var scores = await reranker.ScoreAsync("which gene is in the cell", passages, Token);
        Assert.Equal(passages.Length, scores.Count);
        Assert.True(scores.Distinct().Count() > 4);
        Assert.Equal(scores[1], (await reranker.ScoreAsync("which gene is in the cell", [passages[1]], Token))[0], 1e-3f);
        Assert.NotEqual(scores[1], (await reranker.ScoreAsync("what is a result", [passages[1]], Token))[0]);
        Assert.Empty(await reranker.ScoreAsync("anything", [], Token));
    }

    [Fact]
    public async Task Embedding_can_be_cancelled()
    {
        using var embedder = await LoadAsync();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedder.GenerateAsync(Texts, cancellationToken: stop.Token));
    }

    private Task<LlamaEmbeddingGenerator> LoadAsync(Func<LlamaEmbeddingOptions, LlamaEmbeddingOptions>? change = null)
    {
        var options = new LlamaEmbeddingOptions(TinyModels.Bert(_folder.Path)) { Threads = 1 };
        return LlamaEmbeddingGenerator.LoadAsync(change?.Invoke(options) ?? options, null, null, Token);
    }

    private static async Task<IReadOnlyList<float[]>> EmbedAsync(LlamaEmbeddingGenerator embedder, IEnumerable<string> texts) =>
        [.. (await embedder.GenerateAsync(texts, cancellationToken: Token)).Select(e => e.Vector.ToArray())];
}
