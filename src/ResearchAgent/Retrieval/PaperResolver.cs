using FuzzySharp;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Questions;
using ResearchAgent.Text;

namespace ResearchAgent.Retrieval;

/// <summary>Finds the paper that a person means by a key, an id, a title with slips, a method's name or an acronym.</summary>
public sealed class PaperResolver(IPassageIndex index, PassageRetriever retriever)
{
    /// <summary>Fuzzy title match, 0 to 100 (token set ratio), from which a typing slip is assumed.</summary>
    private const int MinTitleRatio = 88;

    /// <summary>Share of a described paper's words ("the strategy-teaching form of distillation") that its text must hold.</summary>
    private const double MinHeldShare = 0.6;

    /// <returns>The paper, or null when nothing in the library plausibly bears the name.</returns>
    public async Task<Paper?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        name = name.Trim(' ', '"', '\'', '[', ']', '.', '?');
        var papers = await index.ListPapersAsync(PassageFilter.None, cancellationToken);
        return ByIdentity(name, papers)
            ?? ByTitle(name, papers)
            ?? await ByTextAsync(name, cancellationToken);
    }

    private static Paper? ByIdentity(string name, IReadOnlyList<Paper> papers)
    {
        var id = PaperId.NormalizeDoi(name) is { } doi ? "doi:" + doi : PaperId.NormalizeArxivId(name) is { } arxiv ? "arxiv:" + arxiv : name;
        return papers.FirstOrDefault(p => string.Equals(p.Key.Value, name, StringComparison.OrdinalIgnoreCase) || p.Id.Value == id);
    }

    private static Paper? ByTitle(string name, IReadOnlyList<Paper> papers)
    {
        var wanted = Terms.SetOf(name);
        if (wanted.Count == 0)
        {
            return null;
        }

        // All words of the name in the title; the title that says least beside them is meant.
        var whole = papers
            .Select(p => (Paper: p, Short: Terms.SetOf(p.ShortTitle), All: Terms.SetOf(p.Title)))
            .Where(t => wanted.IsSubsetOf(t.All))
            .OrderByDescending(t => wanted.IsSubsetOf(t.Short))
            .ThenBy(t => wanted.IsSubsetOf(t.Short) ? t.Short.Count : t.All.Count)
            .Select(t => t.Paper)
            .ToList();
        if (whole is [var only] || (whole.Count > 1 && (wanted.Count > 1 || Terms.SetOf(whole[0].ShortTitle).SetEquals(wanted))))
        {
            return whole[0];
        }

        // Short names are too easily alike: slips are forgiven from eight letters up.
        var best = papers
            .Select(p => (Paper: p, Ratio: Math.Max(Ratio(name, p.Title), Ratio(name, p.ShortTitle))))
            .OrderByDescending(p => p.Ratio)
            .FirstOrDefault();
        return name.Length >= 8 && best.Ratio >= MinTitleRatio ? best.Paper : null;
    }

    // A name that only the text holds, such as a method's ("PassUntil") or the words of one ("emulated fine-tuning").
    private async Task<Paper?> ByTextAsync(string name, CancellationToken cancellationToken)
    {
        var wanted = Terms.SetOf(name);
        wanted.RemoveWhere(Question.IsFrame);
        var names = Terms.SetOf(string.Join(' ', Question.NamesIn(name)));
        var found = await retriever.RetrieveAsync(name, RetrievalOptions.Keywords, PassageFilter.None, cancellationToken);
        var holders = found
            .Select(p => (Found: p, Terms: Terms.SetOf(p.Paper.Title + " " + p.Passage.Text)))
            .Where(p => names.IsSubsetOf(p.Terms) && wanted.Count(p.Terms.Contains) >= MinHeldShare * wanted.Count)
            .Select(p => p.Found)
            .ToList();
        return (holders.FirstOrDefault(p => p.Passage.Text.Contains(name, StringComparison.OrdinalIgnoreCase)) ?? holders.FirstOrDefault())?.Paper;
    }

    private static int Ratio(string name, string title) =>
        Fuzz.Ratio(string.Join(' ', Tokenizer.Words(name)), string.Join(' ', Tokenizer.Words(title)));
}
