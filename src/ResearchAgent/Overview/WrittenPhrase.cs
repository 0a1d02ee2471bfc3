using ResearchAgent.Text;

namespace ResearchAgent.Overview;

/// <summary>
/// A phrase as papers write it, made whole: where "federated" or "Bose" is nearly always part of the same longer phrase,
/// that one is meant ("federated learning", "Bose-Einstein condensate").
/// </summary>
internal static class WrittenPhrase
{
    private const int MaxWords = 4;

    /// <summary>Of its places, how many must agree on the next word.</summary>
    private const double ShareThatAgrees = 0.6;

    /// <param name="phrase">Stems joined by a space.</param>
    /// <param name="avoided">Stems that it must not grow by.</param>
    /// <returns>The most usual spelling, and its stems.</returns>
    public static (string Written, IReadOnlyList<string> Stems) Of(string phrase, IReadOnlyList<(string Title, string Text)> papers, HashSet<string> avoided)
    {
        // Titles come last: their capitals say nothing.
        var stems = phrase.Split(' ');
        var (texts, titles) = Find();
        for (var grows = true; grows && stems.Length < MaxWords;)
        {
            var after = Agreed([.. texts.Concat(titles).Select(o => (o.Paper, o.After))], avoided);
            var before = after is null ? Agreed([.. texts.Concat(titles).Select(o => (o.Paper, o.Before))], avoided) : null;
            grows = after is not null || before is not null;
            if (grows)
            {
                stems = after is not null ? [.. stems, after] : [before!, .. stems];
                (texts, titles) = Find();
            }
        }

        var usual = (texts.Count > 0 ? texts : titles)
            .CountBy(o => o.Written, StringComparer.Ordinal)
            .OrderByDescending(o => o.Value)
            .ThenByDescending(o => o.Key, StringComparer.Ordinal)
            .Select(o => o.Key)
            .FirstOrDefault(phrase);
        return (usual, stems);

        (List<Occurrence> Texts, List<Occurrence> Titles) Find() =>
            (Occurrences(papers.Select(p => p.Text), stems), Occurrences(papers.Select(p => p.Title), stems));
    }

    // One paper's favourite phrase is not the group's.
    private static string? Agreed(List<(int Paper, string? Neighbour)> places, HashSet<string> avoided)
    {
        var usual = places.Where(p => p.Neighbour is not null).GroupBy(p => p.Neighbour!, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
        return usual is not null && usual.Count() >= ShareThatAgrees * places.Count && usual.DistinctBy(p => p.Paper).Count() > 1 && !avoided.Contains(usual.Key) ? usual.Key : null;
    }

    private static List<Occurrence> Occurrences(IEnumerable<string> texts, string[] stems)
    {
        var found = new List<Occurrence>();
        foreach (var (paper, text) in texts.Index())
        {
            var words = Words(text);
            for (var from = 0; from + stems.Length <= words.Count; from++)
            {
                if (Matches(text, words, from, stems))
                {
                    var end = from + stems.Length;
                    found.Add(new Occurrence(
                        paper,
                        text[words[from].Start..words[end - 1].End],
                        from > 0 && AreJoined(text, words[from - 1], words[from]) ? words[from - 1].Neighbour : null,
                        end < words.Count && AreJoined(text, words[end - 1], words[end]) ? words[end].Neighbour : null));
                }
            }
        }

        return found;
    }

    private static bool Matches(string text, List<Word> words, int from, string[] stems)
    {
        for (var i = 0; i < stems.Length; i++)
        {
            if (words[from + i].Stem != stems[i] || (i > 0 && !AreJoined(text, words[from + i - 1], words[from + i])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreJoined(string text, Word word, Word next) => text.AsSpan(word.End, next.Start - word.End) is " " or "-" or "\n";

    private static List<Word> Words(string text) =>
    [
        .. Tokenizer.Spans(text).Select(s =>
        {
            var word = Tokenizer.Fold(text.AsSpan(s.Start, s.Length));
            var stem = Stemmer.Stem(word);
            return new Word(s.Start, s.Start + s.Length, stem, StopWords.Contains(word) || word.Length < 2 || word.All(char.IsDigit) ? null : stem);
        })
    ];

    /// <param name="Neighbour">The stem, where a phrase may grow by the word.</param>
    private readonly record struct Word(int Start, int End, string Stem, string? Neighbour);

    private readonly record struct Occurrence(int Paper, string Written, string? Before, string? After);
}
