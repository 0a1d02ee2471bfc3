using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Reasoning;
using ResearchAgent.Text;
using ResearchAgent.Verification;

namespace ResearchAgent.Writing.Fluent;

/// <summary>
/// Finds for a model's sentence the quotes that back it, among sentences of the cited papers: those that the model was
/// shown, or all of them.
/// A key whose paper backs nothing of the sentence is dropped; what the sentence then lacks, verification finds.
/// </summary>
public static partial class QuoteBinder
{
    /// <summary>
    /// Share of the sentence's own words (those of the cited titles aside) that a quote must hold. A lower share would let
    /// a figure of one sentence stand beside the words of another.
    /// </summary>
    private const double MinShare = 0.3;

    private const int MaxQuotesPerKey = 2;

    /// <returns>Citations in the order of the keys; none when nothing backs the sentence, or when it gives one paper the figures of another.</returns>
    public static IReadOnlyList<Citation> Bind(CitedSentence sentence, IReadOnlyList<KeyedQuote> evidence)
    {
        var quotes = evidence.Where(q => sentence.Keys.Contains(q.Sentence.Paper.Key)).Select(q => q.Sentence).Distinct().ToList();
        var names = Terms.SetOf(string.Join('\n', quotes.Select(q => q.Paper).DistinctBy(p => p.Id).Select(p => $"{p.Title} {string.Join(' ', p.Authors)}")));
        var words = CitationVerifier.ContentTerms(sentence.Text).Except(names).ToHashSet(StringComparer.Ordinal);
        var figures = Figures.In(sentence.Text).ToList();
        var candidates = quotes.Select(q => new Candidate(q, Held(q.Text, words, figures)))
            .Where(c => words.Count == 0 || c.Held.Count(words.Contains) >= MinShare * words.Count)
            .ToList();

        // The best quote for each key, then whatever adds most.
        var chosen = sentence.Keys
            .Select(key => candidates.Where(c => c.Sentence.Paper.Key == key && c.Held.Count > 0).MaxBy(c => c.Held.Count))
            .OfType<Candidate>()
            .ToList();
        var held = chosen.SelectMany(c => c.Held).ToHashSet(StringComparer.Ordinal);
        while (held.Count < words.Count + figures.Count
            && candidates
                .Where(c => chosen.Count(o => o.Sentence.Paper.Key == c.Sentence.Paper.Key) is > 0 and < MaxQuotesPerKey)
                .MaxBy(c => c.Held.Count(h => !held.Contains(h))) is { } next
            && next.Held.Any(h => !held.Contains(h)))
        {
            chosen.Add(next);
            held.UnionWith(next.Held);
        }

        var order = sentence.Keys.ToList();
        return MixesPapers(sentence.Text, chosen) ? [] : [.. chosen.OrderBy(c => order.IndexOf(c.Sentence.Paper.Key)).Select(c => c.Sentence.Cite())];
    }

    private static HashSet<string> Held(string quote, HashSet<string> words, List<(string Value, string Unit)> figures)
    {
        var terms = Terms.SetOf(quote);
        var stated = Figures.In(quote).ToList();
        return [.. words.Where(terms.Contains), .. figures.Where(f => Figures.Holds(stated, f)).Select(f => $"{f.Value} {f.Unit}")];
    }

    // "A gains 5 %, whereas B gains 3 %": each part's figures must be those of the paper that the part speaks of.
    private static bool MixesPapers(string text, List<Candidate> chosen)
    {
        var papers = chosen.GroupBy(c => c.Sentence.Paper.Key)
            .Select(g => string.Join('\n', g.Select(c => c.Sentence.Text).Append($"{g.First().Sentence.Paper.Title} {string.Join(' ', g.First().Sentence.Paper.Authors)}")))
            .ToList();
        return papers.Count > 1 && Contrast().Split(text).Any(part =>
        {
            var figures = Figures.In(part).ToList();
            var best = papers.Max(p => CitationVerifier.Coverage(part, p));
            return figures.Count > 0
                && !papers.Exists(p => CitationVerifier.Coverage(part, p) >= best && figures.TrueForAll(f => Figures.Holds([.. Figures.In(p)], f)));
        });
    }

    private sealed record Candidate(PaperSentence Sentence, HashSet<string> Held);

    [GeneratedRegex(@"[;,]?\s*\b(?:whereas|while|but|in contrast|by contrast|compared (?:to|with)|versus|vs\.|than)\b|;|,\s+and\b", RegexOptions.IgnoreCase)]
    private static partial Regex Contrast();
}
