using System.Text.RegularExpressions;
using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class QaQuestionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_question_counts_the_facts_that_an_answer_states_whatever_its_case()
    {
        var path = _folder.Write("q.jsonl", """{"id": "q1", "kind": "compare", "question": "How?", "papers": ["A", "B"], "answer_patterns": ["plan|subtask", "7\\s*%"]}""");

        var question = Assert.Single(await QaQuestionFile.ReadAsync(path, Token));

        Assert.Equal(("q1", "compare", "How?"), (question.Id, question.Kind, question.Question));
        Assert.Equal(["A", "B"], question.Papers);
        Assert.True(question.IsAnswerable);
        Assert.Equal(0, question.CountMatches("Neither."));
        Assert.Equal(1, question.CountMatches("SUBTASKS and a plan"));
        Assert.Equal(2, question.CountMatches("Planning gains 7 %."));
    }

    [Fact]
    public async Task A_question_without_papers_is_unanswerable()
    {
        var path = _folder.Write("q.jsonl", """{"id": "q1", "kind": "unanswerable", "question": "Who?", "papers": [], "answer_patterns": []}""");

        Assert.False(Assert.Single(await QaQuestionFile.ReadAsync(path, Token)).IsAnswerable);
    }

    [Fact]
    public async Task Patterns_cannot_hang_the_evaluation()
    {
        var path = _folder.Write("q.jsonl", """{"id": "q1", "kind": "fact", "question": "?", "papers": [], "answer_patterns": ["a"]}""");

        var pattern = Assert.Single(Assert.Single(await QaQuestionFile.ReadAsync(path, Token)).AnswerPatterns);

        Assert.Equal(QaQuestionFile.MatchTimeout, pattern.MatchTimeout);
        Assert.Equal(RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, pattern.Options);
    }

    [Theory]
    [InlineData("""{"id": "q2", "kind": "fact", "question": "?", "papers": [], "answer_patterns": ["(open"]}""", "the answer pattern '(open' is not a regular expression")]
    [InlineData("""{"id": "q2", "kind": "fact", "question": "?", "papers": []}""", "'answer_patterns' is missing or not a list")]
    [InlineData("""{"id": "q2", "kind": "fact", "papers": [], "answer_patterns": []}""", "'question' is missing or blank")]
    [InlineData("""{"id": "q1", "kind": "fact", "question": "?", "papers": [], "answer_patterns": []}""", "question 'q1' occurs a second time")]
    [InlineData("not json", "the line is not JSON")]
    public async Task A_bad_line_is_named(string line, string problem)
    {
        var path = _folder.Write("q.jsonl", """{"id": "q1", "kind": "fact", "question": "?", "papers": [], "answer_patterns": []}""", line);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => QaQuestionFile.ReadAsync(path, Token));

        Assert.StartsWith($"{path}:2: {problem}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var path = Path.Combine(_folder.Path, "absent.jsonl");

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => QaQuestionFile.ReadAsync(path, Token));

        Assert.StartsWith($"File '{path}' not found.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seed_questions_read()
    {
        var questions = await QaQuestionFile.ReadAsync(SharedData.PathOrSkip("eval/seed-questions.dev.jsonl"), Token);

        Assert.Equal(32, questions.Count);
        Assert.All(questions, q => Assert.Equal(q.Kind != "unanswerable", q.IsAnswerable));
    }
}
