using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using ResearchAgent.Retrieval.StaticVectors;
using Xunit;

namespace ResearchAgent.Tests.Retrieval;

public sealed class StaticWordVectorsTests
{
    // Computed by the program that trained the vectors: tokens, stems, scales and rounding must all agree with it.
    [Theory]
    [InlineData("Plan-and-Solve prompting for zero-shot reasoning", new[] { 0.03461f, 0.0776f, -0.0532f, 0.07807f, 0.06061f, 0.06959f, -0.2185f, 0.135f })]
    [InlineData("Hopfield networks on tabular data", new[] { 0.04419f, 0.04387f, -0.18171f, 0.01767f, -0.06342f, -0.12557f, 0.09462f, -0.07155f })]
    [InlineData("coral bleaching in the Red Sea", new[] { 0.12442f, -0.11638f, 0.11395f, 0.10811f, -0.1395f, 0.0052f, -0.07918f, 0.06319f })]
    public void Texts_have_the_vectors_they_were_trained_to_have(string text, float[] first8)
    {
        var vector = StaticWordVectors.Shared.Embed(text);

        Assert.Equal(StaticWordVectors.Dimensions, vector.Length);
        Assert.All(first8.Zip(vector), p => Assert.Equal(p.First, p.Second, 0.00001f));
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 0.00001f);
    }

    [Theory]
    [InlineData("")]
    [InlineData("the of and")]
    [InlineData("zyzzyvaquokkafoo")]
    [InlineData("数据 😀")]
    public void A_text_without_a_known_word_is_the_zero_vector(string text) =>
        Assert.All(StaticWordVectors.Shared.Embed(text), v => Assert.Equal(0, v));

    [Fact]
    public void Repetition_order_and_inflection_change_nothing()
    {
        var vector = StaticWordVectors.Shared.Embed("neural networks learn");

        Assert.Equal(1, TensorPrimitives.Dot<float>(vector, StaticWordVectors.Shared.Embed("Learning a NETWORK's network: neural")), 0.00001f);
        Assert.Equal(vector, StaticWordVectors.Shared.Embed(@"neural \textbf networks learn"));
    }

    [Fact]
    public void Neighbours_are_words_used_alike_best_first_without_the_word_itself()
    {
        var neighbours = StaticWordVectors.Shared.Neighbours("ocean", 0.3f);

        Assert.NotEmpty(neighbours);
        Assert.DoesNotContain(neighbours, n => n.Stem == "ocean");
        Assert.All(neighbours, n => Assert.InRange(n.Similarity, 0.3f, 1.0001f));
        Assert.Equal(neighbours.OrderByDescending(n => n.Similarity).Select(n => n.Similarity), neighbours.Select(n => n.Similarity));
        Assert.Contains(neighbours, n => n.Stem == "sea");
        Assert.Empty(StaticWordVectors.Shared.Neighbours("zyzzyvaquokkafoo", 0.3f));
    }

    [Fact]
    public async Task The_embedder_names_itself_and_keeps_the_order()
    {
        var embedder = StaticWordVectors.Shared;
        string[] texts = ["coral reefs", "", "neural networks"];

        var embeddings = await embedder.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(texts.Select(StaticWordVectors.Shared.Embed), embeddings.Select(e => e.Vector.ToArray()));
        Assert.Equal("arxiv-static-30k-128", (embedder.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelId);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedder.GenerateAsync(texts, cancellationToken: new CancellationToken(canceled: true)));
    }
}
