using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class BeirDatasetTests : IDisposable
{
    private const string Header = "query-id\tcorpus-id\tscore";

    private readonly TemporaryFolder _folder = new();

    public BeirDatasetTests()
    {
        _folder.Write("corpus.jsonl", """{"_id": "d1", "title": "One", "text": "First text", "metadata": {}}""", "", """{"_id": "d2", "text": "Second text"}""", """{"_id": 3, "title": "Only a title", "text": ""}""");
        _folder.Write("queries.jsonl", """{"_id": "q1", "text": "first?"}""", """{"_id": "unjudged", "text": "second?"}""", """{"_id": "q3", "text": "third?"}""");
        _folder.Write("qrels/test.tsv", Header, "q3\td1\t1", "q1\td1\t2", "q1\td2\t0", "");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_judged_queries_are_kept_in_file_order_with_their_grades()
    {
        var dataset = await BeirDataset.LoadAsync(_folder.Path, Token);

        Assert.Equal(["q1", "q3"], dataset.Queries.Select(q => q.Id));
        Assert.Equal("first?", dataset.Queries[0].Text);
        Assert.Equal(new Dictionary<string, int> { ["d1"] = 2, ["d2"] = 0 }, dataset.Queries[0].Judgments);
    }

    [Fact]
    public async Task The_corpus_streams_with_absent_titles_empty_and_can_be_read_again()
    {
        var dataset = await BeirDataset.LoadAsync(_folder.Path, Token);
        BeirDocument[] expected = [new("d1", "One", "First text"), new("d2", "", "Second text"), new("3", "Only a title", "")];

        Assert.Equal(expected, await dataset.ReadCorpusAsync(Token).ToListAsync(Token));
        Assert.Equal(expected, await dataset.ReadCorpusAsync(Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData("corpus.jsonl")]
    [InlineData("queries.jsonl")]
    [InlineData("qrels/test.tsv")]
    public async Task A_missing_file_is_named_with_what_the_folder_must_hold(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        File.Delete(path);

        var message = await LoadFailure();

        Assert.Contains(Path.GetFileName(path), message, StringComparison.Ordinal);
        Assert.Contains("not found. A BEIR folder holds", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q1\td1", "2 columns instead of")]
    [InlineData("q1\t0\td1\t1", "4 columns instead of")]
    [InlineData("q1\t\t1", "none blank")]
    [InlineData("q1\td9\tyes", "the score 'yes' is not a whole number")]
    [InlineData("q1\td9\t1.5", "the score '1.5' is not a whole number")]
    [InlineData("q3\td1\t0", "query 'q3' and document 'd1' are judged a second time")]
    public async Task A_malformed_judgment_is_named_by_its_line(string line, string problem)
    {
        var path = _folder.Write("qrels/test.tsv", Header, "q3\td1\t1", line);

        var message = await LoadFailure();

        Assert.StartsWith($"{path}:3: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Judgments_without_header_are_refused_instead_of_losing_the_first()
    {
        var path = _folder.Write("qrels/test.tsv", "q1\td1\t1");

        Assert.StartsWith($"{path}:1: the first line is not the header.", await LoadFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_judgments_is_refused()
    {
        _folder.Write("qrels/test.tsv", Header);

        Assert.Contains("holds no judgments", await LoadFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judged_query_that_is_not_there_is_named()
    {
        _folder.Write("qrels/test.tsv", Header, "q1\td1\t1", "lost\td1\t1");

        Assert.StartsWith("Query 'lost', judged in line 3 of qrels/test.tsv, is not in", await LoadFailure(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"_id": "q1", "text": "cut""", "the line is not JSON")]
    [InlineData("[1]", "the line is a list, not an object")]
    [InlineData("""{"text": "no id"}""", "'_id' is missing or blank")]
    [InlineData("""{"_id": "q9"}""", "'text' is missing or blank")]
    [InlineData("""{"_id": "q9", "text": 5}""", "'text' is a number, not a text")]
    [InlineData("""{"_id": "q9", "text": "\ud83d"}""", "'text' holds half a character")]
    [InlineData("""{"_id": "q1", "text": "again"}""", "query 'q1' occurs a second time")]
    public async Task A_malformed_query_is_named_by_its_line(string line, string problem)
    {
        var path = _folder.Write("queries.jsonl", """{"_id": "q1", "text": "first?"}""", "", line);

        Assert.StartsWith($"{path}:3: {problem}", await LoadFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_document_is_named_by_its_line_after_the_good_ones_were_given()
    {
        var path = _folder.Write("corpus.jsonl", """{"_id": "d1", "text": "good"}""", """{"_id": "d2", "title": "", "text": " "}""");
        var dataset = await BeirDataset.LoadAsync(_folder.Path, Token);

        await using var documents = dataset.ReadCorpusAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await documents.MoveNextAsync());
        var e = await Assert.ThrowsAsync<InvalidDataException>(async () => await documents.MoveNextAsync());
        Assert.StartsWith($"{path}:2: document 'd2' has neither 'title' nor 'text'.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canceling_stops_the_reading()
    {
        var dataset = await BeirDataset.LoadAsync(_folder.Path, Token);
        var canceled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BeirDataset.LoadAsync(_folder.Path, canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await dataset.ReadCorpusAsync(canceled).FirstAsync(Token));
    }

    private async Task<string> LoadFailure() =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => BeirDataset.LoadAsync(_folder.Path, Token))).Message;
}
