using ResearchAgent.Papers;
using ResearchAgent.Retrieval;

namespace ResearchAgent.Reasoning;

/// <summary>A sentence of a retrieved passage with how well it answers.</summary>
/// <param name="Rank">Rank of the passage in the retrieved order, from 0.</param>
/// <param name="Source">The passage as retrieval ranked it.</param>
/// <param name="Score">Higher is better; about 0 to 3.</param>
public sealed record Evidence(PaperSentence Sentence, int Rank, RetrievedPassage Source, double Score)
{
    public string Text => Sentence.Text;

    public Paper Paper => Sentence.Paper;
}
