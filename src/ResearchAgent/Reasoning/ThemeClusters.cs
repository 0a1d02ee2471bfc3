using System.Numerics.Tensors;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning;

/// <summary>A paper to be grouped: all its text, and its vector.</summary>
public sealed record ThemeCandidate(Paper Paper, IReadOnlyList<PaperSentence> Sentences, float[] Vector)
{
    public string Text { get; } = Paper.Title + ". " + string.Join(' ', Sentences.Select(s => s.Text));
}

/// <summary>Papers that belong together, and the phrases that say why, most telling first (none for a group of leftovers).</summary>
public sealed record ThemeCluster(IReadOnlyList<ThemeCandidate> Papers, IReadOnlyList<string> Phrases);

/// <summary>
/// Groups papers by average-link agglomerative clustering on the mean of two cosines (tf-idf terms, static vectors),
/// and names each group by the phrases it has and the others lack.
/// </summary>
public static class ThemeClusters
{
    /// <summary>A paragraph on more papers than this is a list, not a theme.</summary>
    private const int MaxPapersPerCluster = 5;

    /// <summary>Below this mean similarity two groups stay apart.</summary>
    private const double MinSimilarity = 0.15;

    /// <param name="papers">Most relevant first; the order is kept within groups and decides the order of groups.</param>
    public static IReadOnlyList<ThemeCluster> Group(IReadOnlyList<ThemeCandidate> papers)
    {
        var similarity = Similarities(papers);
        var groups = Enumerable.Range(0, papers.Count).Select(i => new List<int> { i }).ToList();
        while (groups.Count > 1)
        {
            var (a, b, best) = ClosestPair(groups, similarity);
            if (best < MinSimilarity)
            {
                break;
            }

            groups[a].AddRange(groups[b]);
            groups.RemoveAt(b);
        }

        var named = groups.Select(g => (Members: g.Order().ToList(), Phrases: g.Count > 1 || papers.Count == 1 ? Phrases(g, papers) : [])).ToList();
        var themes = named.Where(g => g.Phrases.Count > 0).OrderBy(g => g.Members[0]).Select(g => new ThemeCluster([.. g.Members.Select(i => papers[i])], g.Phrases));

        // What stands alone or has no name is told together, without a claim that it has something in common.
        var rest = named.Where(g => g.Phrases.Count == 0).SelectMany(g => g.Members).Order().Select(i => papers[i]).ToList();
        return rest.Count == 0 ? [.. themes] : [.. themes, new ThemeCluster(rest, [])];
    }

    private static (int A, int B, double Similarity) ClosestPair(List<List<int>> groups, double[,] similarity)
    {
        var best = (A: 0, B: 1, Similarity: double.NegativeInfinity);
        for (var a = 0; a < groups.Count; a++)
        {
            for (var b = a + 1; b < groups.Count; b++)
            {
                if (groups[a].Count + groups[b].Count > MaxPapersPerCluster)
                {
                    continue;
                }

                var mean = groups[a].Average(i => groups[b].Average(j => similarity[i, j]));
                if (mean > best.Similarity)
                {
                    best = (a, b, mean);
                }
            }
        }

        return best;
    }

    private static double[,] Similarities(IReadOnlyList<ThemeCandidate> papers)
    {
        var terms = papers.Select(p => Terms.Of(p.Text).CountBy(t => t).ToDictionary(StringComparer.Ordinal)).ToList();
        var df = terms.SelectMany(t => t.Keys).CountBy(t => t).ToDictionary(StringComparer.Ordinal);
        var weights = terms
            .Select(t => t.ToDictionary(x => x.Key, x => (1 + Math.Log(x.Value)) * Math.Log(1 + ((double)papers.Count / df[x.Key])), StringComparer.Ordinal))
            .ToList();
        var norms = weights.Select(w => Math.Sqrt(w.Values.Sum(v => v * v))).ToList();
        var similarity = new double[papers.Count, papers.Count];
        for (var i = 0; i < papers.Count; i++)
        {
            for (var j = 0; j < papers.Count; j++)
            {
                var words = weights[i].Sum(w => w.Value * weights[j].GetValueOrDefault(w.Key)) / Math.Max(1e-9, norms[i] * norms[j]);
                similarity[i, j] = (words + TensorPrimitives.Dot<float>(papers[i].Vector, papers[j].Vector)) / 2;
            }
        }

        return similarity;
    }

    // Phrases that most of the group uses and few others do. Two or three words tell more than one.
    private static List<string> Phrases(List<int> group, IReadOnlyList<ThemeCandidate> papers)
    {
        var phrases = papers.Select(p => KeyPhrases.In(p.Text)).ToList();
        var titles = papers.Select(p => KeyPhrases.In(p.Paper.Title)).ToList();
        var outside = Enumerable.Range(0, papers.Count).Except(group).ToList();
        var minimum = Math.Min(2, group.Count);
        var ranked = group
            .SelectMany(i => phrases[i].Keys)
            .Distinct(StringComparer.Ordinal)
            .Select(stem => (
                Stem: stem,
                Inside: group.Count(i => phrases[i].ContainsKey(stem)),
                Outside: outside.Count(i => phrases[i].ContainsKey(stem)),
                InTitles: group.Count(i => titles[i].ContainsKey(stem))))
            .Where(p => p.Inside >= minimum && (p.Stem.Contains(' ', StringComparison.Ordinal) ? p.InTitles > 0 || 2 * p.Inside >= group.Count : p.InTitles > 0 && 2 * p.Inside > group.Count))
            .Select(p => (
                p.Stem,
                Score: ((double)(p.Inside + p.InTitles) / group.Count) - ((double)p.Outside / Math.Max(1, outside.Count)) + (0.3 * p.Stem.Count(c => c == ' '))))
            .OrderByDescending(p => p.Score)
            .ThenBy(p => p.Stem, StringComparer.Ordinal);
        var chosen = new List<string>();
        foreach (var (stem, score) in ranked.TakeWhile(p => p.Score > 0.3))
        {
            var words = stem.Split(' ');
            if (chosen.Count < 2 && !chosen.Any(c => words.Intersect(c.Split(' ')).Any()) && (chosen.Count == 0 || words.Length > 1))
            {
                chosen.Add(stem);
            }
        }

        return [.. chosen.Select(stem => group.SelectMany(i => titles[i].TryGetValue(stem, out var written) || phrases[i].TryGetValue(stem, out written) ? new[] { written } : []).CountBy(w => w).MaxBy(w => w.Value).Key)];
    }
}
