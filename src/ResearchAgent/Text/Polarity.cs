using System.Text.RegularExpressions;

namespace ResearchAgent.Text;

/// <summary>Words that deny, and words that turn a finding round: what tells a statement from its opposite.</summary>
public static partial class Polarity
{
    /// <summary>Words that turn a finding round, as pairs of stems.</summary>
    public static IReadOnlyList<(string One, string Other)> Opposites { get; } =
    [
        .. ((string[])
        [
            "increase decrease", "increases reduces", "higher lower", "high low", "more less", "more fewer", "improve worsen", "improves degrades", "activate inhibit", "promote suppress",
            "promote inhibit", "promotes prevents", "enhance reduce", "gain loss", "upregulated downregulated", "positive negative", "presence absence", "above below", "better worse", "faster slower",
            "outperforms underperforms", "larger smaller", "induces inhibits", "enhances impairs", "success failure", "stronger weaker", "before after",
            "improve hurt", "improve harm", "improve impair", "help hurt", "help harm", "help hinder", "benefit harm", "beneficial harmful", "beneficial detrimental", "necessary unnecessary",
            "sufficient insufficient", "effective ineffective", "stable unstable", "reliable unreliable", "raise lower", "rise fall", "grow shrink", "large small", "strengthen weaken",
            "accelerate slow", "boost degrade", "boost hurt", "mitigate exacerbate", "able unable", "easier harder", "superior inferior", "greater smaller", "robust fragile",
        ]).Select(pair => pair.Split(' ')).Select(pair => (Stemmer.Stem(pair[0]), Stemmer.Stem(pair[1]))),
    ];

    private static readonly Dictionary<string, (int Axis, int Sign)> Sides = Color(Opposites);

    /// <summary>On which of two opposite sides the word stands; words of one axis can be set against each other.</summary>
    /// <param name="sign">1 or -1.</param>
    /// <returns>False for a word without an opposite.</returns>
    public static bool TryGetSide(string stem, out int axis, out int sign)
    {
        var known = Sides.TryGetValue(stem, out var side);
        (axis, sign) = side;
        return known;
    }

    /// <summary>The two content words after each denial, as stems; none after one that ends a sentence.</summary>
    public static List<HashSet<string>> Denied(string text) =>
        [.. Negations().Matches(text).Select(m => Terms.Of(text[(m.Index + m.Length)..Math.Min(text.Length, m.Index + m.Length + 60)]).Take(2).ToHashSet(StringComparer.Ordinal))];

    // Opposites of opposites are alike: "improve hurt" and "help hurt" put improve and help on one side.
    private static Dictionary<string, (int Axis, int Sign)> Color(IReadOnlyList<(string One, string Other)> pairs)
    {
        var neighbours = pairs.SelectMany(p => ((string From, string To)[])[(p.One, p.Other), (p.Other, p.One)]).ToLookup(p => p.From, p => p.To, StringComparer.Ordinal);
        var sides = new Dictionary<string, (int Axis, int Sign)>(StringComparer.Ordinal);
        foreach (var (one, _) in pairs)
        {
            var open = new Stack<string>();
            if (sides.TryAdd(one, (sides.Count, 1)))
            {
                open.Push(one);
            }

            while (open.TryPop(out var word))
            {
                foreach (var other in neighbours[word].Where(o => sides.TryAdd(o, (sides[word].Axis, -sides[word].Sign))))
                {
                    open.Push(other);
                }
            }
        }

        return sides;
    }

    [GeneratedRegex(@"\b(?:not|no|never|neither|nor|cannot|without|n't|none)\b|n['’]t\b", RegexOptions.IgnoreCase)]
    private static partial Regex Negations();
}
