using System.Globalization;
using ResearchAgent.Papers;
using ResearchAgent.Reasoning;
using ResearchAgent.Text;

namespace ResearchAgent.Writing;

/// <summary>
/// Writes a paragraph a theme: what the theme is about (with a quote of every paper it names), then each paper's
/// contribution in its own words, and figures where a theme is small. Related work adds what the theme shares with the draft.
/// </summary>
public static class ReviewWriter
{
    private const string Leftovers = "Further work";

    /// <summary>In themes of up to this many papers there is room for a result of each.</summary>
    private const int SmallTheme = 3;

    private static readonly string[] Openers = ["One line of work", "Another line of work", "A further line of work"];

    /// <param name="topic">Names the only theme when nothing tells its papers apart.</param>
    /// <param name="draft">The user's own text; null for a plain review.</param>
    /// <returns>A theme for each cluster, in their order, with unverified claims.</returns>
    public static IReadOnlyList<ThemeDraft> Write(IReadOnlyList<ThemeCluster> clusters, string topic, Draft? draft)
    {
        var draftPhrases = draft is null ? null : KeyPhrases.In(draft.Title + ". " + draft.Text);
        return
        [
            .. clusters.Select((cluster, i) => new ThemeDraft(
                Label(cluster, clusters.Count == 1 && draft is null ? topic : Leftovers),
                [
                    .. Opening(cluster, Openers[Math.Min(i, Openers.Length - 1)]),
                    .. cluster.Papers.SelectMany(p => Tell(p, cluster.Papers.Count <= SmallTheme)),
                ],
                [.. draftPhrases is null ? [] : Relation(cluster, draftPhrases)])),
        ];
    }

    private static string Label(ThemeCluster cluster, string nameless)
    {
        var label = cluster.Phrases.Count == 0 ? nameless : string.Join(" and ", cluster.Phrases);
        return char.ToUpper(label[0], CultureInfo.InvariantCulture) + label[1..];
    }

    private static IEnumerable<Claim> Opening(ThemeCluster cluster, string opener)
    {
        var proofs = cluster.Phrases.SelectMany(phrase => cluster.Papers.Select(p => SentenceWith(p, phrase))).OfType<PaperSentence>().Distinct().ToList();
        if (cluster.Papers.Count > 1 && proofs.Count > 0)
        {
            yield return new Claim($"{opener} concerns {string.Join(" and ", cluster.Phrases)}.", [.. proofs.Select(p => p.Cite())]);
        }
    }

    private static IEnumerable<Claim> Tell(ThemeCandidate paper, bool withResult)
    {
        var contribution = Contribution.Of(paper.Sentences);
        yield return new Claim(ThirdPerson.Report(contribution.Text, paper.Paper), [contribution.Cite()]);

        var result = paper.Sentences
            .Where(s => s != contribution && !ThirdPerson.LeansBack(s.Text))
            .Select(s => (Sentence: s, Score: RhetoricalRoles.Score(RhetoricalRole.Result, s.Text, s.RelativePosition)))
            .Where(s => s.Score >= RhetoricalRoles.Threshold)
            .OrderByDescending(s => s.Score)
            .FirstOrDefault().Sentence;
        if (withResult && result is not null)
        {
            yield return new Claim(ThirdPerson.Rewrite(result.Text, "They"), [result.Cite()]);
        }
    }

    // What draft and theme both speak of, in the words of the theme's papers; a name as whichever of the two writes it.
    private static IEnumerable<Claim> Relation(ThemeCluster cluster, Dictionary<string, string> draftPhrases)
    {
        var shared = cluster.Papers
            .SelectMany(p => KeyPhrases.In(p.Text).Where(k => draftPhrases.ContainsKey(k.Key)))
            .GroupBy(k => k.Key)
            .Select(g => (Stem: g.Key, Written: g.Select(k => k.Value).Append(draftPhrases[g.Key]).MaxBy(w => w.Count(char.IsUpper))!, Papers: g.Count(), Words: g.Key.Split(' ').Length))
            .OrderByDescending(s => s.Papers + (2 * (s.Words - 1)))
            .ThenBy(s => s.Stem, StringComparer.Ordinal)
            .ToList();
        var chosen = new List<(string Stem, string Written)>();
        foreach (var (stem, written, _, _) in shared)
        {
            if (chosen.Count < 2 && !chosen.Any(c => c.Stem.Split(' ').Intersect(stem.Split(' ')).Any()))
            {
                chosen.Add((stem, written));
            }
        }

        var proofs = chosen
            .Select(c => cluster.Papers.Select(p => SentenceWith(p, c.Written)).OfType<PaperSentence>().FirstOrDefault())
            .ToList();
        var proven = chosen.Zip(proofs).Where(c => c.Second is not null).ToList();
        if (proven.Count > 0)
        {
            var list = proven.Select(c => c.First.Written).ToList();
            var text = list.Count == 1 ? list[0] : string.Join(", ", list[..^1]) + " and " + list[^1];
            yield return new Claim($"The present work and this line of work both address {text}.", [.. proven.Select(c => c.Second!.Cite()).Distinct()]);
        }
    }

    private static PaperSentence? SentenceWith(ThemeCandidate paper, string phrase)
    {
        var wanted = Terms.SetOf(phrase);
        return paper.Sentences.FirstOrDefault(s => s.Text.Contains(phrase, StringComparison.OrdinalIgnoreCase))
            ?? paper.Sentences.FirstOrDefault(s => wanted.IsSubsetOf(Terms.SetOf(s.Text)));
    }
}

/// <summary>A theme before verification.</summary>
/// <param name="Paragraph">What its papers say.</param>
/// <param name="Relation">What it shares with the user's draft: no model writes that, because no quote speaks of the draft.</param>
public sealed record ThemeDraft(string Label, IReadOnlyList<Claim> Paragraph, IReadOnlyList<Claim> Relation);
