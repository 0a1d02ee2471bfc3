using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Text;
using ResearchAgent.Writing;

namespace ResearchAgent.Reasoning;

/// <summary>A sentence of a retrieved passage with how well it answers.</summary>
/// <param name="Rank">Rank of the passage in the retrieved order, from 0.</param>
/// <param name="Index">Position of the sentence in its passage, from 0.</param>
/// <param name="Count">Sentences in the passage.</param>
/// <param name="Score">Higher is better; about 0 to 2.</param>
public sealed record Evidence(RetrievedPassage Source, int Rank, SentenceSpan Span, int Index, int Count, double Score)
{
    public string Text => Span.In(Source.Passage.Text);

    public Paper Paper => Source.Paper;

    public double RelativePosition => Count > 1 ? (double)Index / (Count - 1) : 0;

    public Citation Cite() => new(Paper.Key, Paper.Id, new Quote(Source.Passage.Id, Span.Start, Text));
}
