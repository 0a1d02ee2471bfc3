namespace ResearchAgent.Verification;

/// <summary>
/// Finds a quote in stored text: at its offset, else anywhere, else ignoring what extraction and typesetting change
/// (white space, hyphens and dashes, the shape of quotation marks, ligatures, letter case of nothing).
/// </summary>
public static class QuoteLocator
{
    /// <returns>The quote's offset in <paramref name="text"/>, or -1.</returns>
    public static int Locate(string text, string quote, int expectedStart)
    {
        if (string.IsNullOrWhiteSpace(quote))
        {
            return -1;
        }

        if (expectedStart >= 0 && expectedStart <= text.Length - quote.Length && text.AsSpan(expectedStart).StartsWith(quote, StringComparison.Ordinal))
        {
            return expectedStart;
        }

        var exact = text.IndexOf(quote, StringComparison.Ordinal);
        if (exact >= 0)
        {
            return exact;
        }

        var (letters, offsets) = Reduce(text);
        var (wanted, _) = Reduce(quote);
        var at = wanted.Length == 0 ? -1 : letters.IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? -1 : offsets[at];
    }

    private static (string Letters, List<int> Offsets) Reduce(string text)
    {
        var letters = new List<char>(text.Length);
        var offsets = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c) || c is '-' or '\u00AD' or '\u200B' or (>= '\u2010' and <= '\u2015') or '\u2212')
            {
                continue;
            }

            var spelled = c switch
            {
                '“' or '”' or '„' => "\"",
                '‘' or '’' => "'",
                'ﬁ' => "fi",
                'ﬂ' => "fl",
                'ﬀ' => "ff",
                'ﬃ' => "ffi",
                'ﬄ' => "ffl",
                _ => null,
            };
            foreach (var letter in spelled ?? c.ToString())
            {
                letters.Add(letter);
                offsets.Add(i);
            }
        }

        return (new string([.. letters]), offsets);
    }
}
