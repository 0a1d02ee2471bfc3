using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning;

/// <summary>Words and runs of two or three words that could name a subject: no stop words inside, no general words alone.</summary>
public static class KeyPhrases
{
    // Ranks by frequency in arXiv abstracts: around 1,200 stand "reason" and "prompt", around 300 "network" and "languag".
    private const int MinRankOfWord = 1000;
    private const int MinRankInPhrase = 350;

    // Words that every abstract uses, as stems: no theme is called "novel approach".
    private static readonly HashSet<string> General = Terms.SetOf(
        """
        paper work study approach method methods novel new propose proposed present show results result experiments experimental extensive significant significantly
        performance improve improvement improvements existing recent recently various different several many two three first second third one however based using use used
        provide introduce demonstrate achieve effective effectiveness high higher better best state art framework technique techniques problem problems challenge challenges
        address enable important key main large small research code available future data model models task tasks set number across within without among effect analysis
        authors author et al use uses using find finds include including example approaches strategy strategies learn learning train training make makes well known often
        github https com generate generated process specific form multiple less even general understanding compare compared comparison capability capabilities ability abilities
        think thought step steps meta expensive fix meets confident cannot simple rely relies beat beats ask asks keep choose choosing right correct wrong answer answers question questions human humans whole claim claims ground setting settings way help help lead leads due like moreover furthermore additionally specifically obtain allow allows require requires goal aim follow follows following
        """);

    /// <returns>Stemmed phrase (words joined by a space) to the phrase as first written, in lower case unless it is a name.</returns>
    public static Dictionary<string, string> In(string text)
    {
        var phrases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sentence in SentenceSplitter.Split(text))
        {
            var written = sentence.In(text);
            var words = Tokenizer.Spans(written)
                .Select(s => (s.Start, End: s.Start + s.Length, Word: Tokenizer.Fold(written.AsSpan(s.Start, s.Length))))
                .Select(w => (w.Start, w.End, w.Word, Stem: Stemmer.Stem(w.Word), IsContent: !StopWords.Contains(w.Word) && w.Word.Length > 1 && w.Word is not "yet" && !w.Word.All(char.IsDigit) && !w.Word.EndsWith("ly", StringComparison.Ordinal)))
                .ToList();
            var isTitle = 2 * words.Skip(1).Count(w => w.IsContent && char.IsUpper(written[w.Start])) > words.Skip(1).Count(w => w.IsContent);
            for (var from = 0; from < words.Count; from++)
            {
                for (var to = from; to < Math.Min(words.Count, from + 3) && words[to].IsContent && IsJoined(written, words[Math.Max(from, to - 1)].End, words[to].Start, to > from); to++)
                {
                    var run = words[from..(to + 1)];
                    if (IsTelling([.. run.Select(w => w.Stem)]))
                    {
                        // In running text a capital inside a sentence is a name's: "Bayesian". In a title it says nothing.
                        var stem = string.Join(' ', run.Select(w => w.Stem));
                        var form = LowerUnlessName(written[words[from].Start..words[to].End], keepsCapitals: from > 0 && !isTitle);
                        if (!phrases.TryGetValue(stem, out var known) || (string.Equals(known, form, StringComparison.OrdinalIgnoreCase) && form.Count(char.IsUpper) > known.Count(char.IsUpper)))
                        {
                            phrases[stem] = form;
                        }
                    }
                }
            }
        }

        return phrases;
    }

    // A single word must be rare in science at large; a phrase must hold one word that is not in everybody's mouth,
    // and neither begin nor end with a word that every abstract uses.
    private static bool IsTelling(List<string> stems) => stems.Count == 1
        ? !General.Contains(stems[0]) && Rarity(stems[0]) >= MinRankOfWord
        : !General.Contains(stems[0]) && !General.Contains(stems[^1]) && (stems.Count == 3 || stems.Max(Rarity) >= MinRankInPhrase);

    private static int Rarity(string stem) => StaticWordVectors.Shared.FrequencyRank(stem);

    private static bool IsJoined(string text, int end, int start, bool follows) => !follows || text.AsSpan(end, start - end) is " " or "-";

    private static string LowerUnlessName(string phrase, bool keepsCapitals) => keepsCapitals
        ? phrase
        : string.Join(' ', phrase.Split(' ').Select(w => w.Split('-').Any(part => part.Skip(1).Any(char.IsUpper) || part.Any(char.IsDigit)) ? w : w.ToLowerInvariant()));
}
