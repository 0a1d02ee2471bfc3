using System.Text.RegularExpressions;

namespace ResearchAgent.Evaluation;

/// <summary>A question to the library, with what a right answer names.</summary>
/// <param name="Kind">What the question tests, such as <c>fact</c>, <c>compare</c> or <c>unanswerable</c>.</param>
/// <param name="Papers">Titles of the papers that hold the answer; none where the right answer is to abstain.</param>
/// <param name="AnswerPatterns">One pattern for each fact that the answer must state; none where only the papers cited are checked.</param>
public sealed record QaQuestion(string Id, string Kind, string Question, IReadOnlyList<string> Papers, IReadOnlyList<Regex> AnswerPatterns)
{
    /// <summary>False when the library does not hold the answer, and the assistant should say so.</summary>
    public bool IsAnswerable => Papers.Count > 0;

    /// <summary>How many of <see cref="AnswerPatterns"/> occur in <paramref name="answer"/>.</summary>
    /// <exception cref="RegexMatchTimeoutException">A pattern backtracks for longer than <see cref="QaQuestionFile.MatchTimeout"/>.</exception>
    public int CountMatches(string answer) => AnswerPatterns.Count(p => p.IsMatch(answer));
}
