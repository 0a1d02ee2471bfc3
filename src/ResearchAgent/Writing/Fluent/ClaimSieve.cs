using ResearchAgent.Verification;

namespace ResearchAgent.Writing.Fluent;

/// <summary>
/// Decides sentence by sentence, in their order, which of a model's are printed. A small model repeats itself; and
/// "It also gains ..." says nothing once the sentence before it has gone.
/// </summary>
internal sealed class ClaimSieve(int maxSentences)
{
    private readonly HashSet<string> _kept = new(StringComparer.OrdinalIgnoreCase);
    private bool _previousIsKept = true;

    public bool Keeps(Claim claim) => _previousIsKept =
        claim.Verdict == Verdict.Supported
        && _kept.Count < maxSentences
        && (_previousIsKept || !ThirdPerson.IsAnaphoric(claim.Text))
        && _kept.Add(claim.Text);
}
