using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Verification;
using ResearchAgent.Writing;

namespace ResearchAgent.Evaluation;

/// <summary>How one question went.</summary>
/// <param name="Hit">The first retrieved paper is a right one.</param>
/// <param name="Recall">Share of the right papers among the first five retrieved; of at most five.</param>
/// <param name="Patterns">Share of the answer patterns found; null when the question has none.</param>
/// <param name="CitationPrecision">Share of the cited papers that are right ones; null when nothing is cited.</param>
/// <param name="CitationRecall">Share of the right papers that are cited.</param>
/// <param name="Located">Share of the quotes found in the stored text at their place; null when there are none.</param>
public sealed record QaOutcome(
    QaQuestion Question, Answer Answer, double Hit, double Recall, double? Patterns, double? CitationPrecision, double CitationRecall, double? Located);

/// <summary>Asks every question of a set and scores the answers; no judge model is involved.</summary>
public static class QaEvaluation
{
    private const int RetrievedPapers = 5;

    /// <param name="ask">Who answers.</param>
    public static async Task<IReadOnlyList<QaOutcome>> RunAsync(
        Func<string, CancellationToken, Task<Answer>> ask, IPassageIndex index, IReadOnlyList<QaQuestion> questions, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var outcomes = new List<QaOutcome>(questions.Count);
        foreach (var question in questions)
        {
            var answer = await ask(question.Question, cancellationToken);
            var sources = await CitedSources.LoadAsync(index, answer.Claims, cancellationToken);
            outcomes.Add(Score(question, answer, sources));
            progress?.Report(outcomes.Count);
        }

        return outcomes;
    }

    public static QaOutcome Score(QaQuestion question, Answer answer, ICitedSources sources)
    {
        var gold = question.Papers.Select(PaperId.NormalizeTitle).ToHashSet(StringComparer.Ordinal);
        var retrieved = answer.Nearest.Take(RetrievedPapers).Select(r => PaperId.NormalizeTitle(r.Title)).Distinct().ToList();
        var cited = answer.References.Select(r => PaperId.NormalizeTitle(r.Title)).Distinct().ToList();
        var quotes = answer.Claims.SelectMany(c => c.Citations).Select(c => c.Quote).ToList();
        var text = string.Join(' ', answer.Claims.Select(c => c.Text));
        return new QaOutcome(
            question,
            answer,
            Hit: retrieved.Count > 0 && gold.Contains(retrieved[0]) ? 1 : 0,
            Recall: gold.Count == 0 ? 0 : (double)retrieved.Count(gold.Contains) / Math.Min(RetrievedPapers, gold.Count),
            Patterns: question.AnswerPatterns.Count == 0 ? null : (double)question.CountMatches(text) / question.AnswerPatterns.Count,
            CitationPrecision: cited.Count == 0 ? null : (double)cited.Count(gold.Contains) / cited.Count,
            CitationRecall: gold.Count == 0 ? 0 : (double)cited.Count(gold.Contains) / gold.Count,
            Located: quotes.Count == 0 ? null : (double)quotes.Count(q => sources.FindPassage(q.Passage) is { } p && QuoteLocator.Locate(p.Text, q.Text, q.Start) == q.Start) / quotes.Count);
    }
}
