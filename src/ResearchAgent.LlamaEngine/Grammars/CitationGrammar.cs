using System.Globalization;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>Prose whose sentences each end in keys out of a list: <c>They gain 5% on DROP [Dua2022; Wang2023].</c> No other key can be written.</summary>
public static class CitationGrammar
{
    private const int MaxKeys = 3;

    // Longer ones are lists; and llama.cpp writes repetitions out.
    private const int MaxCharacters = 360;

    /// <param name="keys">Letters, digits, dashes, underscores, colons, plus signs and dots.</param>
    /// <param name="maxSentences">1 to 1000.</param>
    /// <param name="mayAbstain">Whether <see cref="CitedProse.Abstention"/> is admitted as the whole text.</param>
    /// <returns>GBNF with the root rule "root".</returns>
    /// <exception cref="ArgumentException">No keys, or one with other characters.</exception>
    public static string ToGbnf(IReadOnlyList<string> keys, int maxSentences, bool mayAbstain)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSentences, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxSentences, GrammarBuilder.MaxRepetitions);
        if (keys.Count == 0)
        {
            throw new ArgumentException("There is no key to cite.", nameof(keys));
        }

        if (keys.FirstOrDefault(k => k.Length == 0 || k.Any(c => !char.IsLetterOrDigit(c) && !"-_:+.".Contains(c, StringComparison.Ordinal))) is { } wrong)
        {
            throw new ArgumentException($"The key '{wrong}' has characters that could be read as something else.", nameof(keys));
        }

        var grammar = new GrammarBuilder();
        grammar.Add("root", $"sentence {GrammarBuilder.Repeat("(\" \" sentence)", 0, maxSentences - 1)}{(mayAbstain ? $" | {GrammarBuilder.Literal(CitedProse.Abstention)}" : "")}");
        grammar.Add("sentence", string.Create(CultureInfo.InvariantCulture, $"[A-Za-z0-9\\u00C0-\\u024F\\u0370-\\u03FF] piece{{8,{MaxCharacters}}} \" [\" key (\"; \" key){{0,{MaxKeys - 1}}} \"].\""));

        // A full stop before a capital, a number or a bracket would end a sentence without keys; "et al. say", "et al. (2022" and "4.5" end none.
        // Colons and ampersands stand where they make no address and no HTML entity.
        grammar.Add("piece", "plain | \".\" [a-z0-9,] | \". \" [a-z] | \" al. (\" [0-9] | \": \" plain-solid | \":\" [A-Za-z0-9] | \" & \" plain-solid");
        grammar.Add("plain", "plain-solid | \" \" plain-solid");
        grammar.Add("plain-solid", "[^ .!?:&\\x5B\\x5D\\u3010\\u3011\\x00-\\x1F\\x7F<>{}|\\x60\\\\#*_~]");
        grammar.Add("key", string.Join(" | ", keys.Distinct().Select(GrammarBuilder.Literal)));
        return grammar.ToString();
    }
}
