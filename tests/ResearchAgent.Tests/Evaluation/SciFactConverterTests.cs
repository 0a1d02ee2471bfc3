using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class SciFactConverterTests : IDisposable
{
    private readonly TemporaryFolder _raw = new();
    private readonly TemporaryFolder _beir = new();

    public SciFactConverterTests()
    {
        _raw.Write("corpus_part1.jsonl", """{"doc_id": 4983, "title": "A \"naïve\" title", "abstract": ["One. ", "Two."], "structured": false}""");
        _raw.Write("corpus_part2.jsonl", """{"doc_id": 5, "title": "B", "abstract": ["Three."]}""");
        _raw.Write("claims_train.jsonl", """{"id": 2, "claim": "Not judged."}""");
        _raw.Write("claims_validation.jsonl", """{"id": 1, "claim": "Judged."}""");
        _raw.Write("qrels_dev_as_beir_test.tsv", "1\t0\t4983\t1", "1\t0\t5\t1");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _raw.Dispose();
        _beir.Dispose();
    }

    [Fact]
    public async Task Converting_joins_sentences_and_keeps_only_judged_claims()
    {
        var counts = await SciFactConverter.ConvertAsync(_raw.Path, _beir.Path, Token);
        var dataset = await BeirDataset.LoadAsync(_beir.Path, Token);

        Assert.Equal(new SciFactCounts(Documents: 2, Queries: 1, Judgments: 2), counts);
        Assert.Equal(
            [new BeirDocument("4983", "A \"naïve\" title", "One. Two."), new BeirDocument("5", "B", "Three.")],
            await dataset.ReadCorpusAsync(Token).ToListAsync(Token));
        var query = Assert.Single(dataset.Queries);
        Assert.Equal(("1", "Judged."), (query.Id, query.Text));
        Assert.Equal(["4983", "5"], query.Judgments.Keys);
        Assert.DoesNotContain("Not judged.", await File.ReadAllTextAsync(Path.Combine(_beir.Path, "queries.jsonl"), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corpus_part*.jsonl")]
    [InlineData("claims_*.jsonl")]
    [InlineData("qrels_dev_as_beir_test.tsv")]
    public async Task A_missing_raw_file_is_named(string pattern)
    {
        foreach (var file in Directory.GetFiles(_raw.Path, pattern))
        {
            File.Delete(file);
        }

        var message = await ConvertFailure();

        Assert.Contains(pattern, message, StringComparison.Ordinal);
        Assert.Contains("The raw SciFact folder holds", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\t0\t77\t1")]
    [InlineData("9\t0\t5\t1")]
    public async Task A_judgment_that_fits_nothing_stops_the_conversion_and_leaves_nothing_that_loads(string line)
    {
        await SciFactConverter.ConvertAsync(_raw.Path, _beir.Path, Token);
        var path = _raw.Write("qrels_dev_as_beir_test.tsv", "1\t0\t4983\t1", line);

        Assert.StartsWith($"{path}:2: ", await ConvertFailure(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => BeirDataset.LoadAsync(_beir.Path, Token));
    }

    [Fact]
    public async Task Judgments_that_cannot_be_read_leave_an_earlier_conversion_as_it_was()
    {
        await SciFactConverter.ConvertAsync(_raw.Path, _beir.Path, Token);
        var path = _raw.Write("qrels_dev_as_beir_test.tsv", "1\t0\t4983\t1", "1\t5\t1");

        Assert.StartsWith($"{path}:2: the line is not query, 0, document", await ConvertFailure(), StringComparison.Ordinal);
        Assert.Single((await BeirDataset.LoadAsync(_beir.Path, Token)).Queries);
    }

    [Theory]
    [InlineData("""{"doc_id": 6, "title": "C", "abstract": "One text."}""", "'abstract' is missing or not a list")]
    [InlineData("""{"doc_id": 6, "title": "C", "abstract": [7]}""", "item 1 of 'abstract' is not a text")]
    [InlineData("""{"doc_id": 4983, "title": "C", "abstract": ["Again."]}""", "document '4983' occurs a second time")]
    public async Task A_malformed_document_is_named_by_its_line(string line, string problem)
    {
        var path = _raw.Write("corpus_part2.jsonl", """{"doc_id": 5, "title": "B", "abstract": ["Three."]}""", line);

        Assert.StartsWith($"{path}:2: {problem}", await ConvertFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_released_data_gives_the_published_counts()
    {
        var raw = SharedData.PathOrSkip("data/ir/scifact");

        var counts = await SciFactConverter.ConvertAsync(raw, _beir.Path, Token);
        var dataset = await BeirDataset.LoadAsync(_beir.Path, Token);
        var documents = await dataset.ReadCorpusAsync(Token).Select(d => d.Id).ToHashSetAsync(cancellationToken: Token);

        Assert.Equal(new SciFactCounts(Documents: 5183, Queries: 300, Judgments: 339), counts);
        Assert.Equal(5183, documents.Count);
        Assert.Equal(300, dataset.Queries.Count);
        Assert.Equal(339, dataset.Queries.Sum(q => q.Judgments.Count));
        Assert.All(dataset.Queries, q => Assert.All(q.Judgments.Keys, id => Assert.Contains(id, documents)));
    }

    private async Task<string> ConvertFailure() =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => SciFactConverter.ConvertAsync(_raw.Path, _beir.Path, Token))).Message;
}
