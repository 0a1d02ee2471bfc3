using ResearchAgent.Questions;
using ResearchAgent.Retrieval;

namespace ResearchAgent.Reasoning;

/// <summary>What the library holds on one question, and whether that is enough to answer it.</summary>
/// <param name="Passages">Best first; empty when nothing was found.</param>
/// <param name="Confidence">Probability, from 0 to 1, that the library answers.</param>
/// <param name="Evidence">The passages' sentences, best first; empty when the confidence is too low to look closer.</param>
/// <param name="ComparedPapers">How many papers, the first by rank, a comparison speaks of; 0 or 1 for any other question.</param>
public sealed record Findings(Question Question, IReadOnlyList<RetrievedPassage> Passages, double Confidence, IReadOnlyList<Evidence> Evidence, int ComparedPapers)
{
    /// <summary>Adds papers to those that the part before found; when there is none to add, nothing is missing.</summary>
    public bool IsAddition { get; init; }

    /// <summary>Is the confidence high enough to answer at all?</summary>
    public bool AreEnough => Confidence >= Answerability.Threshold;
}
