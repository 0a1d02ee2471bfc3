using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class SciTldrFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_line_becomes_an_example_with_trimmed_sentences()
    {
        var path = _folder.Write("test.jsonl", """{"source": ["One.  ", "Two.\n"], "source_labels": [0, 1], "paper_id": "SJ1Xmf-Rb", "target": ["Short.", "Brief."], "title": "FearNet"}""");

        var example = Assert.Single(await SciTldrFile.ReadAsync(path, Token));

        Assert.Equal(("SJ1Xmf-Rb", "FearNet"), (example.Id, example.Title));
        Assert.Equal(["One.", "Two."], example.Sentences);
        Assert.Equal(["Short.", "Brief."], example.References);
    }

    [Theory]
    [InlineData("""{"source": [], "paper_id": "p", "target": ["Short."]}""", "'source' is empty")]
    [InlineData("""{"source": ["One."], "paper_id": "p", "target": []}""", "'target' is empty")]
    [InlineData("""{"source": ["One."], "paper_id": "p", "target": [" "]}""", "item 1 of 'target' is not a text, or blank")]
    [InlineData("""{"source": ["One."], "target": ["Short."]}""", "'paper_id' is missing or blank")]
    public async Task A_malformed_line_is_named(string line, string problem)
    {
        var path = _folder.Write("test.jsonl", "", line);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => SciTldrFile.ReadAsync(path, Token));

        Assert.StartsWith($"{path}:2: {problem}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_sentence_scores_the_known_baseline_on_the_real_test_set()
    {
        var examples = await SciTldrFile.ReadAsync(SharedData.PathOrSkip("data/sum/scitldr/test.jsonl"), Token);

        var scores = examples.Select(e => Rouge.MaxOverReferences(e.Sentences[0], e.References)).ToList();
        var rouge1 = 100 * scores.Average(s => s.Rouge1);
        var rouge2 = 100 * scores.Average(s => s.Rouge2);
        var rougeL = 100 * scores.Average(s => s.RougeL);

        TestContext.Current.TestOutputHelper?.WriteLine($"lead-1 on {examples.Count} papers: {rouge1:F3} / {rouge2:F3} / {rougeL:F3}");
        Assert.Equal(618, examples.Count);
        Assert.Equal(28.2, rouge1, 0.3);
        Assert.Equal(11.3, rouge2, 0.3);
        Assert.Equal(23.1, rougeL, 0.3);
    }

    [Fact]
    public async Task The_best_sentence_scores_the_known_ceiling_on_the_real_test_set()
    {
        var examples = await SciTldrFile.ReadAsync(SharedData.PathOrSkip("data/sum/scitldr/test.jsonl"), Token);

        // The sentence with the best ROUGE-1, as an extractive summariser that could see the references would pick.
        var scores = examples.Select(e => e.Sentences.Select(s => Rouge.MaxOverReferences(s, e.References)).MaxBy(s => s.Rouge1)).ToList();

        TestContext.Current.TestOutputHelper?.WriteLine($"oracle: {100 * scores.Average(s => s.Rouge1):F3} / {100 * scores.Average(s => s.Rouge2):F3} / {100 * scores.Average(s => s.RougeL):F3}");
        Assert.Equal(45.8, 100 * scores.Average(s => s.Rouge1), 0.3);
        Assert.Equal(25.6, 100 * scores.Average(s => s.Rouge2), 0.3);
        Assert.Equal(38.3, 100 * scores.Average(s => s.RougeL), 0.3);
    }
}
