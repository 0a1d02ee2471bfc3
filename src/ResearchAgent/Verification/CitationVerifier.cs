using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Text;
using ResearchAgent.Writing;

namespace ResearchAgent.Verification;

/// <summary>The stored texts that claims are checked against.</summary>
public interface ICitedSources
{
    /// <returns>Null when the library has no such passage.</returns>
    Passage? FindPassage(PassageId passage);

    Paper? FindPaper(PaperId paper);
}

/// <summary>
/// Judges a claim by its quotes alone, without a model: each quote must be located in the stored text, and together
/// the quotes (with the cited papers' titles and authors) must hold the claim's numbers, names and enough of its words.
/// It cannot see a wrong inference made of right words.
/// </summary>
public static partial class CitationVerifier
{
    /// <summary>
    /// Share of a claim's content words that the quotes must hold. Words alone cannot tell a paraphrase from a twist:
    /// on SciFact's labelled claims only near-verbatim ones are told apart well ('research eval verification').
    /// </summary>
    public const double MinCoverage = 0.9;

    // What a writer adds between quoted words, and how figures are spelled (they are checked as figures), as stems.
    private static readonly HashSet<string> ConnectiveTerms = Terms.SetOf(
        """
        et al percent thousand million billion trillion two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty thirty hundred times fold
        author authors paper papers work works study report reports reported method methods approach approaches both whereas while contrast similarly likewise also
        propose proposes present presents show shows find finds state states describe describes problem idea result results limit limits data evaluation respectively
        compared comparison contrast all mention mentions line group further another share shares present draft related relate relates concern concerns address addresses group theme note notes according evidence disagree disagrees
        """);

    public static Claim Verify(Claim claim, ICitedSources sources) => claim with { Verdict = Judge(claim, sources) };

    /// <summary>Share of the claim's content words that the quotes hold, from 0 to 1; 1 when the claim has none.</summary>
    public static double Coverage(string claim, string support)
    {
        var words = ContentTerms(claim);
        if (words.Count == 0)
        {
            return 1;
        }

        var held = Terms.SetOf(support);
        return (double)words.Count(held.Contains) / words.Count;
    }

    /// <summary>The claim's words, as stems, that a quote must hold: no connectives, no figures.</summary>
    internal static HashSet<string> ContentTerms(string claim)
    {
        var words = Terms.SetOf(WithoutSourceMarks(claim));
        words.ExceptWith(ConnectiveTerms);
        words.RemoveWhere(w => char.IsDigit(w[0]) && w.Count(char.IsLetter) <= 1);
        return words;
    }

    /// <summary>The text without marks such as [12] or [3, 4-6], which belong to the source's own bibliography.</summary>
    public static string WithoutSourceMarks(string text) => SourceMarks().Replace(text, "");

    private static Verdict Judge(Claim claim, ICitedSources sources)
    {
        if (claim.Citations.Count == 0)
        {
            return Verdict.Uncited;
        }

        if (!claim.Citations.All(c => IsLocated(c, sources)))
        {
            return Verdict.Unlocated;
        }

        var quotes = string.Join('\n', claim.Citations.Select(c => c.Quote.Text));
        var papers = claim.Citations.Select(c => c.Paper).Distinct().Select(sources.FindPaper).OfType<Paper>();
        var support = quotes + "\n" + string.Join('\n', papers.Select(p => $"{p.Title} {string.Join(' ', p.Authors)}"));
        return JudgeText(WithoutSourceMarks(claim.Text), quotes, support);
    }

    /// <summary>The part of the judgement that needs no library.</summary>
    /// <param name="quotes">The quoted sentences, one a line.</param>
    /// <param name="support">The quotes with the titles and authors of the cited papers.</param>
    /// <param name="minCoverage">Share of the claim's content words that the support must hold.</param>
    public static Verdict JudgeText(string claim, string quotes, string support, double minCoverage = MinCoverage)
    {
        var figures = Figures.In(support).ToList();
        if (!Figures.In(claim).All(f => Figures.Holds(figures, f)))
        {
            return Verdict.NumberMismatch;
        }

        var words = Tokenizer.Words(support).ToHashSet(StringComparer.Ordinal);
        if (!Question.NamesIn(claim).All(n => Tokenizer.Words(n).All(w => words.Contains(w) || ConnectiveTerms.Contains(Stemmer.Stem(w)) || StopWords.Contains(w))))
        {
            return Verdict.NameMismatch;
        }

        if (DeniesOtherwise(claim, quotes))
        {
            return Verdict.PolarityMismatch;
        }

        if (IsTurnedRound(claim, support))
        {
            return Verdict.PolarityMismatch;
        }

        return Coverage(claim, support) >= minCoverage ? Verdict.Supported : Verdict.Unsupported;
    }

    /// <summary>Does the passage hold the quote, and on the page that the quote names, if it names one?</summary>
    public static bool IsIn(Passage passage, Quote quote) =>
        QuoteLocator.Locate(passage.Text, quote.Text, quote.Start) is >= 0 and var start && (quote.Page is null || quote.Page == passage.Pages.PageAt(start));

    private static bool IsLocated(Citation citation, ICitedSources sources) =>
        citation.Quote.Passage.Paper == citation.Paper
        && sources.FindPaper(citation.Paper)?.Key == citation.Key
        && sources.FindPassage(citation.Quote.Passage) is { } passage
        && IsIn(passage, citation.Quote);

    private static bool IsTurnedRound(string claim, string support)
    {
        var claimed = Terms.SetOf(claim);
        var held = Terms.SetOf(support);
        return Polarity.Opposites.Any(pair => Turns(pair.One, pair.Other) || Turns(pair.Other, pair.One));

        bool Turns(string said, string opposite) => claimed.Contains(said) && !claimed.Contains(opposite) && !held.Contains(said) && held.Contains(opposite);
    }

    // Every denial of the claim must be one of the quotes, and a denial in the quotes counts where the claim takes up its words.
    private static bool DeniesOtherwise(string claim, string quotes)
    {
        var claimed = Terms.SetOf(claim);
        var inClaim = Polarity.Denied(claim);
        var inQuotes = Polarity.Denied(quotes);
        return inClaim.Exists(words => words.Count == 0 ? inQuotes.Count == 0 : !inQuotes.Exists(words.Overlaps))
            || inQuotes.Exists(words => words.Overlaps(claimed) && !inClaim.Exists(words.Overlaps));
    }

    [GeneratedRegex(@"\s?\[\d+(?:\s*[,–-]\s*\d+)*\]")]
    private static partial Regex SourceMarks();
}
