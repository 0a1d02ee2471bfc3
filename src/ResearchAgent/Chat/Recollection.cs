using ResearchAgent.Writing;

namespace ResearchAgent.Chat;

/// <summary>What is remembered of a conversation: every cited paper, the last turns word for word, the others in short.</summary>
/// <param name="Sources">Every paper that was cited, in the order of first citation. None is ever left out.</param>
/// <param name="Summary">What the turns before <paramref name="Recent"/> were about, one a line; empty when there are none.</param>
/// <param name="Recent">In order; the last turn is always among them.</param>
/// <param name="Text">All of it, as a model reads it; empty before the first turn.</param>
/// <param name="Tokens">An estimate, four characters each. Above the budget only where the sources alone are.</param>
public sealed record Recollection(IReadOnlyList<Reference> Sources, IReadOnlyList<string> Summary, IReadOnlyList<ChatTurn> Recent, string Text, int Tokens, int Budget)
{
    /// <summary>The turns that <see cref="Summary"/> stands for.</summary>
    public int Summarized { get; init; }

    /// <summary>How many of these, from the first, a model summed up; the others have a line each, or were too many.</summary>
    public int SummarizedByModel { get; init; }
}
