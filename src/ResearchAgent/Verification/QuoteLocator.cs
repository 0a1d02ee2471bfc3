namespace ResearchAgent.Verification;

/// <summary>
/// Finds a quote in stored text: at its offset, else anywhere, else ignoring what extraction and typesetting change
/// (white space, hyphens and dashes, the shape of quotation marks, ligatures). What is found are whole words and numbers:
/// "5 %" does not occur in "15 %", nor "15" in "1-5".
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

        if (expectedStart >= 0
            && expectedStart <= text.Length - quote.Length
            && text.AsSpan(expectedStart).StartsWith(quote, StringComparison.Ordinal)
            && IsWhole(text, expectedStart, expectedStart + quote.Length))
        {
            return expectedStart;
        }

        for (var at = text.IndexOf(quote, StringComparison.Ordinal); at >= 0; at = text.IndexOf(quote, at + 1, StringComparison.Ordinal))
        {
            if (IsWhole(text, at, at + quote.Length))
            {
                return at;
            }
        }

        var (letters, offsets) = Reduce(text);
        var (wanted, _) = Reduce(quote);
        for (var at = wanted.Length == 0 ? -1 : letters.IndexOf(wanted, StringComparison.Ordinal); at >= 0; at = letters.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            if (IsWhole(text, offsets[at], offsets[at + wanted.Length - 1] + 1))
            {
                return offsets[at];
            }
        }

        return -1;
    }

    private static bool IsWhole(string text, int start, int end) => !IsInsideWord(text, start) && !IsInsideWord(text, end);

    // Between two letters or digits, or at the mark of a number such as "1.5" or "1,500".
    private static bool IsInsideWord(string text, int at)
    {
        if (at <= 0 || at >= text.Length)
        {
            return false;
        }

        var (before, after) = (text[at - 1], text[at]);
        return (char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after))
            || (char.IsDigit(before) && after is '.' or ',' && at + 1 < text.Length && char.IsDigit(text[at + 1]))
            || (before is '.' or ',' && char.IsDigit(after) && at > 1 && char.IsDigit(text[at - 2]));
    }

    private static (string Letters, List<int> Offsets) Reduce(string text)
    {
        var letters = new List<char>(text.Length);
        var offsets = new List<int>(text.Length);
        var gap = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\u00AD' or '\u200B')
            {
                continue;
            }

            if (c is '-' or (>= '\u2010' and <= '\u2015') or '\u2212')
            {
                gap = '-';
                continue;
            }

            if (char.IsWhiteSpace(c))
            {
                gap = gap == '-' ? gap : ' ';
                continue;
            }

            // Words may be broken anywhere; what stands between two digits tells two numbers from one.
            if (gap != '\0' && char.IsDigit(c) && letters is [.., var last] && char.IsDigit(last))
            {
                letters.Add(gap);
                offsets.Add(i);
            }

            gap = '\0';
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
