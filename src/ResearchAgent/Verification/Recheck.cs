using ResearchAgent.Indexing;
using ResearchAgent.Writing;

namespace ResearchAgent.Verification;

/// <summary>A saved text, checked against the library as it is now.</summary>
/// <param name="Claims">In reading order, with the verdict of now.</param>
/// <param name="Failures">Of the claims that are not supported, or that the text says are not.</param>
public sealed record Recheck(IReadOnlyList<Claim> Claims, IReadOnlyList<RecheckFailure> Failures)
{
    public static async Task<Recheck> OfAsync(GroundedText text, IPassageIndex index, CancellationToken cancellationToken)
    {
        var stored = text.AllClaims().ToList();
        var sources = await CitedSources.LoadAsync(index, stored, cancellationToken);
        List<Claim> claims = [.. stored.Select(c => CitationVerifier.Verify(c, sources))];
        return new Recheck(claims, [.. Compare(stored, claims, sources)]);
    }

    private static IEnumerable<RecheckFailure> Compare(List<Claim> stored, List<Claim> verified, CitedSources sources)
    {
        for (var i = 0; i < verified.Count; i++)
        {
            if (verified[i].Verdict != Verdict.Supported)
            {
                yield return new RecheckFailure(i + 1, verified[i].Verdict.ToString(), verified[i].Text, [.. verified[i].Citations.Select(c => c.Quote).Where(q => !IsLocated(q, sources))]);
            }
            else if (stored[i].Verdict != Verdict.Supported)
            {
                yield return new RecheckFailure(i + 1, $"the file says {stored[i].Verdict}, the library says Supported", verified[i].Text, []);
            }
        }
    }

    private static bool IsLocated(Quote quote, CitedSources sources) =>
        sources.FindPassage(quote.Passage) is { } passage && CitationVerifier.IsIn(passage, quote);
}

/// <param name="Number">Of the claim, from 1.</param>
/// <param name="Problem">The verdict, or in what text and library differ.</param>
/// <param name="Unlocated">The quotes that are not where the text says.</param>
public sealed record RecheckFailure(int Number, string Problem, string Text, IReadOnlyList<Quote> Unlocated);
