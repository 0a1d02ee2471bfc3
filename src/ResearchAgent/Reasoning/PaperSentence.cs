using ResearchAgent.Papers;
using ResearchAgent.Text;
using ResearchAgent.Writing;

namespace ResearchAgent.Reasoning;

/// <summary>A sentence in its place: what quotes are made of.</summary>
/// <param name="Index">Position of the sentence in its passage, from 0.</param>
/// <param name="Count">Sentences in the passage.</param>
public sealed record PaperSentence(Paper Paper, Passage Passage, SentenceSpan Span, int Index, int Count)
{
    public string Text => Span.In(Passage.Text);

    /// <summary>0 for the first sentence of the passage, 1 for the last.</summary>
    public double RelativePosition => Count > 1 ? (double)Index / (Count - 1) : 0;

    public Citation Cite() => Cite(0, Span.Length);

    /// <summary>A part of the sentence, by offset in it.</summary>
    public Citation Cite(int start, int length) =>
        new(Paper.Key, Paper.Id, new Quote(Passage.Id, Span.Start + start, Passage.Text.Substring(Span.Start + start, length)) { Page = Passage.Pages.PageAt(Span.Start + start) });

    /// <summary>Is the quote this sentence, or cut from it?</summary>
    public bool Holds(Quote quote) => quote.Passage == Passage.Id && quote.Start >= Span.Start && quote.Start < Span.End;

    /// <summary>The sentences that may be evidence: instructions planted for a model are left out, unless a person has allowed the paper's.</summary>
    public static IEnumerable<PaperSentence> Of(Paper paper, Passage passage)
    {
        var spans = SentenceSplitter.Split(passage.Text);
        return spans.Select((span, i) => new PaperSentence(paper, passage, span, i, spans.Count)).Where(s => paper.AllowsFlagged || !PlantedInstruction.IsIn(s.Text));
    }
}
