namespace ResearchAgent.Testing.Gguf;

/// <summary>Small vocabularies that hold every byte or letter, so that any text has tokens.</summary>
internal static class Vocabularies
{
    public const int Normal = 1;
    public const int Unknown = 2;
    public const int Control = 3;
    public const int Byte = 6;

    private static readonly string[] Words =
    [
        "the", "of", "and", "to", "in", "is", "that", "for", "as", "with", "on", "are", "be", "this", "by", "from", "answer", "paper", "cites", "source", "model", "result", "user", "system",
        "assistant", "true", "false", "null", "summary", "score",
    ];

    /// <summary>
    /// SentencePiece: control tokens, 256 bytes, the characters of ASCII, and words with all their beginnings, since
    /// pieces are merged two by two. What is left of the size is filled with made-up words.
    /// </summary>
    public static IReadOnlyList<(string Text, float Score, int Type)> SentencePiece(int size)
    {
        var tokens = new List<(string, float, int)>();
        var seen = new HashSet<string>();
        var score = 0f;
        Add("<unk>", Unknown);
        Add("<s>", Control);
        Add("</s>", Control);
        for (var i = 0; i < 256; i++)
        {
            Add($"<0x{i:X2}>", Byte);
        }

        Add("<|im_start|>", Control);
        Add("<|im_end|>", Control);
        Add("▁", Normal);
        for (var c = '!'; c <= '~'; c++)
        {
            Add(c.ToString(), Normal);
        }

        Add("\n", Normal);
        foreach (var word in Words)
        {
            for (var length = 2; length <= word.Length + 1; length++)
            {
                Add(("▁" + word)[..length], Normal);
            }
        }

        for (var i = 0; tokens.Count < size; i++)
        {
            Add("▁w" + i, Normal);
        }

        return tokens.Count == size ? tokens : throw new ArgumentOutOfRangeException(nameof(size), size, $"at least {tokens.Count}");

        void Add(string text, int type)
        {
            if (seen.Add(text))
            {
                tokens.Add((text, type == Normal ? --score : 0, type));
            }
        }
    }

    /// <summary>WordPiece as model files hold it: beginnings of words have a mark, continuations none.</summary>
    public static IReadOnlyList<(string Text, int Type)> WordPiece() =>
    [
        .. ((string[])["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]).Select(t => (t, Control)),
        .. "abcdefghijklmnopqrstuvwxyz0123456789.,:;!?'\"()-_/".Select(c => ("▁" + c, Normal)),
        .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => (c.ToString(), Normal)),
        .. "the of and to in is that for as with paper cell protein gene cancer drug model data result method vitamin effect study patient treatment".Split(' ').Select(w => ("▁" + w, Normal)),
        .. "ing ed er ion ly al".Split(' ').Select(w => (w, Normal)),
    ];
}
