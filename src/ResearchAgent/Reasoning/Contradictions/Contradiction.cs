using System.Text.Json.Serialization;

namespace ResearchAgent.Reasoning.Contradictions;

/// <summary>In what two sentences disagree.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContradictionKind>))]
public enum ContradictionKind
{
    /// <summary>They give figures for the same thing that cannot both hold.</summary>
    Number,

    /// <summary>One denies what the other affirms, says the opposite, or puts the two things compared the other way round.</summary>
    Polarity,
}

/// <summary>Two sentences that speak of the same subject and seem to disagree. A candidate: a person decides.</summary>
/// <param name="Subject">The names and words that both sentences share, as the first one writes them.</param>
/// <param name="Score">From 0 to 1; higher means more surely the same subject. Not a probability.</param>
/// <param name="Reason">In what they disagree: "5% against 2%", "'improves' against 'does not improve'".</param>
public sealed record Contradiction(PaperSentence First, PaperSentence Second, ContradictionKind Kind, string Subject, double Score, string Reason)
{
    /// <summary>Two versions of one paper, or two places in it.</summary>
    public bool IsWithinOnePaper => First.Paper.Id == Second.Paper.Id;
}
