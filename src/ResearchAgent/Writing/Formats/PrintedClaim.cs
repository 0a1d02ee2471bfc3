using ResearchAgent.Papers;
using ResearchAgent.Verification;

namespace ResearchAgent.Writing.Formats;

/// <summary>
/// A claim taken apart for printing: citation marks go between <see cref="Body"/> and <see cref="Stop"/>.
/// One place decides what may print as a fact.
/// </summary>
internal sealed record PrintedClaim(string Body, string Stop, Verdict Verdict, IReadOnlyList<CitationKey> Keys)
{
    public bool IsFact => Verdict == Verdict.Supported;

    /// <summary>A sentence always ends in a mark, else the next one runs into it.</summary>
    public static PrintedClaim Sentence(Claim claim)
    {
        var printed = Of(claim);
        return printed.Stop.Length == 0 ? printed with { Stop = "." } : printed;
    }

    /// <summary>A table cell ends as it was written.</summary>
    public static PrintedClaim Cell(Claim claim) => Of(claim);

    private static PrintedClaim Of(Claim claim)
    {
        var text = SingleLine.Of(claim.Text);
        var body = text.TrimEnd('.', '!', '?', '…');
        CitationKey[] keys = [.. claim.Keys];

        // "Supported" without a citation contradicts itself; believe the citations.
        var verdict = claim.Verdict == Verdict.Supported && keys.Length == 0 ? Verdict.Uncited : claim.Verdict;
        return new PrintedClaim(body.TrimEnd(), text[body.Length..], verdict, keys);
    }
}
