namespace ResearchAgent.Retrieval;

/// <summary>Judges passages against a question by reading both together, which is slower and better than comparing vectors.</summary>
public interface IReranker
{
    /// <returns>A score for each passage, in the order given; higher is better. Only scores of one call compare.</returns>
    Task<IReadOnlyList<float>> ScoreAsync(string question, IReadOnlyList<string> passages, CancellationToken cancellationToken);
}
