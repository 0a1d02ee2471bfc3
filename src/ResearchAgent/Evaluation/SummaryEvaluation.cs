using ResearchAgent.Reasoning;

namespace ResearchAgent.Evaluation;

/// <summary>Scores the sentence that the extractive writer would choose to state a paper's contribution.</summary>
public static class SummaryEvaluation
{
    /// <returns>One score an example: each metric's best over the references.</returns>
    public static IReadOnlyList<RougeScores> Run(IReadOnlyList<SummaryExample> examples) =>
        [.. examples.Select(e => Rouge.MaxOverReferences(e.Sentences[ContributionSentence.Best(e.Sentences, e.Title)], e.References))];
}
