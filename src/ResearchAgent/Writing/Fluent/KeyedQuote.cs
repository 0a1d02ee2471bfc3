using ResearchAgent.Reasoning;
using ResearchAgent.Verification;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Writing.Fluent;

/// <summary>A sentence of a paper as a model reads it: one line under the paper's key.</summary>
public sealed record KeyedQuote(PaperSentence Sentence)
{
    /// <summary>What the quote is about, such as "Result"; null when nobody said.</summary>
    public string? Aspect { get; init; }

    /// <summary><c>[Key] Text</c> or <c>[Key] aspect: Text</c>, without the source's own marks such as [12], which would pass for keys.</summary>
    public string Line =>
        $"[{Sentence.Paper.Key}] {(Aspect is null ? "" : $"{SingleLine.Of(Aspect).ToLowerInvariant()}: ")}{SingleLine.Of(CitationVerifier.WithoutSourceMarks(Sentence.Text))}";
}
