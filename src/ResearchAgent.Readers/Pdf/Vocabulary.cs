namespace ResearchAgent.Readers.Pdf;

/// <summary>The words that a paper itself writes inside of its lines: evidence of what a word broken at a line's end is.</summary>
internal sealed class Vocabulary
{
    /// <summary>Words of their own that also begin others: "in-" before "formation" says nothing.</summary>
    private static readonly HashSet<string> Prefixes = new(StringComparer.Ordinal)
    {
        "a", "an", "as", "at", "be", "by", "con", "de", "do", "for", "ex", "im", "in", "is", "it", "no", "of", "on", "or", "per", "pro", "re", "so", "sub", "the", "to", "un", "up", "us", "we", "with", "under", "over", "out", "inter", "super",
    };

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    public void Add(IReadOnlyList<TextLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var words = lines[i].Text.Split(' ');

            // The halves of broken words are no words.
            var first = i > 0 && lines[i - 1].Text.EndsWith('-') ? 1 : 0;
            var last = lines[i].Text.EndsWith('-') ? words.Length - 1 : words.Length;
            for (var j = first; j < last; j++)
            {
                if (Bare(words[j]) is { Length: > 1 } word)
                {
                    _words.Add(word);
                }
            }
        }
    }

    public bool Contains(string word) => _words.Contains(Bare(word));

    /// <summary>Does the hyphen at the end of <paramref name="before"/>, a line's last word, belong to the word?</summary>
    /// <param name="after">The first word of the next line.</param>
    public bool KeepsHyphen(string before, string after)
    {
        var (head, tail) = (Bare(before), Bare(after));
        if (head.Length == 0 || tail.Length == 0 || !char.IsLower(FirstLetter(after)))
        {
            return true;
        }

        if (_words.Contains(head + tail))
        {
            return false;
        }

        if (_words.Contains($"{head}-{tail}"))
        {
            return true;
        }

        // "state-of-" goes on with its hyphen; "well-" and "known" are words, "algo-" and "rithm" are none.
        return head.Contains('-', StringComparison.Ordinal) || (_words.Contains(head) && _words.Contains(tail) && tail.Length > 2 && !Prefixes.Contains(head));
    }

    private static char FirstLetter(string word) => word.FirstOrDefault(char.IsLetterOrDigit);

    private static string Bare(string word)
    {
        var (start, end) = (0, word.Length);
        while (start < end && !char.IsLetterOrDigit(word[start]))
        {
            start++;
        }

        while (end > start && !char.IsLetterOrDigit(word[end - 1]))
        {
            end--;
        }

        return word[start..end].ToLowerInvariant();
    }
}
