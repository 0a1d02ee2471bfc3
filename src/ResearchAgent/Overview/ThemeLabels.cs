using ResearchAgent.Reasoning;
using ResearchAgent.Text;

namespace ResearchAgent.Overview;

/// <summary>
/// Names groups of papers by the phrase that each uses and the others do not: tf-idf over groups in place of texts
/// (c-TF-IDF, Grootendorst 2022), where a paper counts once, and once more for its title. The idf is the gain over
/// the phrase's share of all papers, so that what the whole library is about names none of its parts.
/// </summary>
internal static class ThemeLabels
{
    /// <summary>Two words tell more than one, and than "self-supervised" of nobody says what.</summary>
    private const double WeightOfPhrase = 2;

    /// <summary>Of a word that is not rare enough in science at large to be a key phrase, and may still be what sets a group apart: "reasoning".</summary>
    private const double WeightOfCommonWord = 0.7;

    // What titles of every kind like to say: no part of a label.
    private static readonly HashSet<string> Manners = Terms.SetOf(
        """
        look looks closer see seen saw little big mistake mistakes lesson lessons remark remarkable preliminary advanced comprehensive comprehensively empirical exploration exploring explore
        investigating investigation investigate beyond toward towards rethinking revisiting revisited unlock unlocking improving enhance enhancing enhanced boost boosting harness harnessing
        bridge bridging gap tricks bag perspective overview introduction review survey case studies underexplored remain remains era raise raises historical last national earlier conventional wisdom
        novel insight insights promising potential ultimately everything need key role roles evidence associated association related relation relationship via suggest suggests suggested suggesting suggestion affordable
        """);

    // What tells something within a phrase and nothing alone.
    private static readonly HashSet<string> OfAnyTitle = Terms.SetOf(
        """
        model learn method approach data use task large small language general generalization efficient effective performance prediction predict problem process training train time adaptive
        framework application design development optimal optimization study analysis high low strategy question level theory result effect system network neural deep function structure
        information evaluation estimation control dynamic space class field state multi self based driven aware free guided cross improve improved generation text images image
        research benchmark supervised algorithm dataset machine answer capability scale fine tune without real object understanding fast interaction program infer test compute
        approximate service scheme future scientific selection detection monitor operation technique random long short corpus year meta international material digital finite
        mechanism increase decrease target open domain cell cells human mice group groups factor factors risk expression activity response
        """);

    /// <param name="groups">Of papers as title and text; at least one paper in each.</param>
    /// <returns>A label for each group, no two with a word in common.</returns>
    public static IReadOnlyList<string> For(IReadOnlyList<IReadOnlyList<(string Title, string Text)>> groups, CancellationToken cancellationToken)
    {
        var vocabularies = groups.Select(g => new Vocabulary(g, cancellationToken)).ToList();
        var everywhere = vocabularies.SelectMany(v => v.Phrases).GroupBy(p => p.Key, p => p.Value.Count, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal);
        var ranked = vocabularies
            .SelectMany((v, group) => v.Phrases.Select(p => (Group: group, Stem: p.Key, p.Value.Standing, Score: Score(p.Value, everywhere[p.Key]))))
            .OrderByDescending(c => c.Standing)
            .ThenByDescending(c => c.Score)
            .ThenByDescending(c => c.Stem.Length)
            .ThenBy(c => c.Stem, StringComparer.Ordinal)
            .ThenBy(c => c.Group);
        var labels = new string?[groups.Count];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (group, stem, _, _) in ranked)
        {
            if (labels[group] is null && !stem.Split(' ').Any(taken.Contains))
            {
                var phrase = WrittenPhrase.Of(stem, groups[group], taken);
                labels[group] = phrase.Written;
                taken.UnionWith(phrase.Stems);
            }
        }

        return [.. labels.Select((label, group) => label ?? $"Theme {group + 1}")];

        double Score(Usage usage, double total)
        {
            var share = (double)usage.Count / usage.Papers;
            var gain = groups.Count == 1 ? 1 : Math.Log(share * groups.Sum(g => g.Count) / total);
            return share * gain * usage.Weight;
        }
    }

    /// <param name="Texts">How many papers of the group use the phrase in their text.</param>
    private readonly record struct Usage(int Texts, int Titles, int Papers, double Weight)
    {
        public int Count => Texts + Titles;

        /// <summary>
        /// Above all, what a title has (of a single word, two); then what several papers have in their text; what one
        /// paper alone says, or a word that no title has, is a last resort.
        /// </summary>
        public int Standing => (Papers > 1 && Texts < 2, IsPhrase: Weight > 1, Titles) switch
        {
            (true, _, _) or (_, false, 0) => 0,
            (_, true, 0) or (_, false, 1) when Papers > 1 => 1,
            _ => 2,
        };
    }

    private sealed class Vocabulary
    {
        /// <summary>By stem.</summary>
        public Dictionary<string, Usage> Phrases { get; } = new(StringComparer.Ordinal);

        public Vocabulary(IReadOnlyList<(string Title, string Text)> papers, CancellationToken cancellationToken)
        {
            foreach (var (title, text) in papers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Count(title, papers.Count, inTitle: true);
                Count(text, papers.Count, inTitle: false);
            }
        }

        private void Count(string text, int papers, bool inTitle)
        {
            var phrases = KeyPhrases.In(text);
            foreach (var stem in Terms.SetOf(text).Where(t => t.Length > 3).Concat(phrases.Keys).Distinct(StringComparer.Ordinal))
            {
                if (OfAnyTitle.Contains(stem) || stem.Split(' ').Any(Manners.Contains))
                {
                    continue;
                }

                var weight = !phrases.TryGetValue(stem, out var written) ? WeightOfCommonWord : written.Contains(' ', StringComparison.Ordinal) ? WeightOfPhrase : 1;
                var usage = Phrases.GetValueOrDefault(stem, new Usage(0, 0, papers, 0));
                Phrases[stem] = usage with
                {
                    Texts = usage.Texts + (inTitle ? 0 : 1),
                    Titles = usage.Titles + (inTitle ? 1 : 0),
                    Weight = Math.Max(usage.Weight, weight),
                };
            }
        }
    }
}
