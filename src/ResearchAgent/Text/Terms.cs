namespace ResearchAgent.Text;

/// <summary>The words that carry meaning, as stems: what two texts are compared by.</summary>
public static class Terms
{
    /// <summary>Porter stems of all words that are no stop words, in order, with repetitions.</summary>
    public static IEnumerable<string> Of(string text) =>
        Tokenizer.Words(text).Where(w => !StopWords.Contains(w)).Select(Stemmer.Stem);

    public static HashSet<string> SetOf(string text) => Of(text).ToHashSet(StringComparer.Ordinal);
}
