using ResearchAgent.Papers;
using ResearchAgent.Reasoning;
using ResearchAgent.Verification;

namespace ResearchAgent.Writing.Fluent;

/// <summary>What a model is to write, and the only sentences it may write from.</summary>
/// <param name="Prompt">Which prompt; see <see cref="IPrompts"/>.</param>
/// <param name="Evidence">In reading order.</param>
public sealed record FluentTask(string Prompt, IReadOnlyList<KeyedQuote> Evidence)
{
    /// <summary>
    /// About 1,500 tokens of four characters: with the prompt's rules and the reply it fits into a context of 4,096
    /// tokens, which the smallest models have.
    /// </summary>
    private const int MaxEvidenceCharacters = 6000;

    // Small models lose the answer among lines that do not bear on it: a dozen at most, and none far below the best.
    // What stands around the quotes bears on them more than another paper does.
    private const int MaxAnswerQuotes = 12;
    private const double MinShareOfBest = 0.5;
    private const double MinShareOfBestInQuotedPaper = 0.2;

    // A draft may be a whole paper; its abstract stands first.
    private const int MaxDraftCharacters = 2000;

    /// <summary>The prompt's inputs beside the evidence and its keys.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>As the prompt's rules say.</summary>
    public required int MaxSentences { get; init; }

    /// <param name="quoted">The claims of the extractive answer: what they quote comes in first.</param>
    /// <param name="evidence">All sentences that were found, best first: a few more of them for context.</param>
    public static FluentTask Answer(string question, IReadOnlyList<Claim> quoted, IReadOnlyList<Evidence> evidence)
    {
        var first = Quoted(quoted, [.. evidence.Select(e => e.Sentence)]);
        var papers = first.Select(s => s.Paper.Id).ToHashSet();
        var others = evidence
            .Where(e => e.Score >= (papers.Contains(e.Paper.Id) ? MinShareOfBestInQuotedPaper : MinShareOfBest) * evidence[0].Score)
            .Select(e => e.Sentence)
            .Except(first);
        if (evidence.Count <= MaxAnswerQuotes && papers.Count == 1 && evidence.All(e => papers.Contains(e.Paper.Id)))
        {
            // All of one short text, whatever is asked: a model that has read it goes on from there at the next question.
            others = evidence.Select(e => e.Sentence).Except(first);
        }

        var rank = evidence.GroupBy(e => e.Paper.Id).ToDictionary(g => g.Key, g => g.Min(e => e.Rank));
        var chosen = WithinBudget(first.Concat(others).Take(MaxAnswerQuotes).Select(s => new KeyedQuote(s)));
        return new FluentTask("answer", [.. chosen.OrderBy(q => rank[q.Sentence.Paper.Id]).ThenBy(q => q.Sentence.Passage.Id.Position).ThenBy(q => q.Sentence.Index)])
        {
            Inputs = new Dictionary<string, string> { ["question"] = question },
            MaxSentences = 6,
        };
    }

    /// <param name="sentences">All sentences of the compared papers.</param>
    public static FluentTask Comparison(IReadOnlyList<Paper> papers, IReadOnlyList<ComparisonRow> rows, IReadOnlyList<PaperSentence> sentences) =>
        new("compare", WithinBudget(rows.SelectMany(r => Quoted(r.Cells.OfType<Claim>(), sentences).Select(s => new KeyedQuote(s) { Aspect = r.Aspect }))))
        {
            Inputs = new Dictionary<string, string> { ["papers"] = string.Join("; ", papers.Select(p => $"{p.Title} [{p.Key}]")) },
            MaxSentences = 4,
        };

    /// <param name="quoted">The claims of the theme's extractive paragraph.</param>
    /// <param name="sentences">All sentences of the theme's papers.</param>
    /// <param name="draft">The user's own text; null for a plain review.</param>
    public static FluentTask Theme(string label, IReadOnlyList<Claim> quoted, IReadOnlyList<PaperSentence> sentences, Draft? draft)
    {
        var inputs = new Dictionary<string, string> { ["theme"] = label };
        if (draft is not null)
        {
            inputs["abstract"] = $"{draft.Title}\n{draft.Text[..Math.Min(draft.Text.Length, MaxDraftCharacters)]}";
        }

        return new FluentTask(draft is null ? "review" : "related-work", WithinBudget(Quoted(quoted, sentences).Select(s => new KeyedQuote(s)))) { Inputs = inputs, MaxSentences = 8 };
    }

    /// <param name="failed">A sentence that cites quotes and does not hold against them.</param>
    /// <param name="evidence">What it was written from.</param>
    public static FluentTask Repair(Claim failed, IReadOnlyList<KeyedQuote> evidence) =>
        new("repair", WithinBudget(evidence.Where(q => failed.Keys.Contains(q.Sentence.Paper.Key))))
        {
            Inputs = new Dictionary<string, string> { ["sentence"] = failed.Text, ["problem"] = Problem(failed.Verdict) },
            MaxSentences = 1,
        };

    private static string Problem(Verdict verdict) => verdict switch
    {
        Verdict.NumberMismatch => "It gives a number that the evidence does not give.",
        Verdict.NameMismatch => "It uses a name that the evidence does not use.",
        Verdict.PolarityMismatch => "It says the opposite of the evidence.",
        _ => "It says things that the evidence does not say.",
    };

    // The sentences that claims quote from, or from parts of, in the claims' order.
    private static List<PaperSentence> Quoted(IEnumerable<Claim> claims, IReadOnlyList<PaperSentence> sentences) =>
        [.. claims.SelectMany(c => c.Citations).Select(c => sentences.FirstOrDefault(s => s.Holds(c.Quote))).OfType<PaperSentence>().Distinct()];

    private static List<KeyedQuote> WithinBudget(IEnumerable<KeyedQuote> quotes)
    {
        var chosen = new List<KeyedQuote>();
        var characters = 0;
        foreach (var quote in quotes)
        {
            characters += quote.Line.Length + 1;
            if (chosen.Count > 0 && characters > MaxEvidenceCharacters)
            {
                break;
            }

            chosen.Add(quote);
        }

        return chosen;
    }
}
