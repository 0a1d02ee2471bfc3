using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchAgent.Verification;

/// <summary>The numbers of a text with their units, in one spelling: "29 349" is "29,349", "five percent" is "5 %".</summary>
public static partial class Figures
{
    private const string Separator = @"[, \u00A0\u2009\u202F]";

    // "29,349" and "29 349" but not "0,100", which is a range; "1e-5".
    private const string Number = @"[1-9]\d{0,2}(?:" + Separator + @"\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+";

    // "(1)" and "2)" mark a list; "(n = 7)" is a figure.
    private const string ListMark = @"\d\)(?:(?<=\(\d\))|(?<!\([^()]{0,80}\d\)))";

    // "one" counts only before a unit: else it is a pronoun.
    private const string NumberWord =
        "[Tt](?:wo|hree|en|welve|hirteen|wenty|hirty|housand)|[Ff](?:our|ive|ourteen|ifteen|orty|ifty)|[Ss](?:ix|even|ixteen|eventeen|ixty|eventy)"
        + @"|[Ee](?:ight|leven|ighteen|ighty)|[Nn](?:ine|ineteen|inety)|[Hh]undred|[Oo]ne(?=\s*(?:percent|per cent|thousand|million|billion|trillion))";

    private static readonly Dictionary<string, int> NumberWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["sixteen"] = 16,
        ["seventeen"] = 17,
        ["eighteen"] = 18,
        ["nineteen"] = 19,
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
        ["hundred"] = 100,
        ["thousand"] = 1000,
    };

    /// <returns>Values as invariant text with the unit ("%", "x", or none).</returns>
    public static IEnumerable<(string Value, string Unit)> In(string text) => Places(text).Select(p => (p.Value, p.Unit));

    /// <summary>The figures with their place in the text, unit included.</summary>
    public static IEnumerable<(string Value, string Unit, int Start, int Length)> Places(string text) =>
        Pattern().Matches(text).Select(m => (Value(m.Groups["value"].Value), Unit(m.Groups["unit"].Value), m.Index, m.Length));

    /// <summary>The text with a space in place of each figure and its unit: the words that are left to compare.</summary>
    public static string Without(string text) => Pattern().Replace(text, " ");

    /// <summary>Does some figure of <paramref name="text"/> state this one? A unit that only one side writes does not part them.</summary>
    public static bool Holds(IReadOnlyCollection<(string Value, string Unit)> text, (string Value, string Unit) figure) =>
        text.Any(f => f.Value == figure.Value && (f.Unit == figure.Unit || f.Unit.Length == 0 || figure.Unit.Length == 0));

    private static string Value(string written)
    {
        if (NumberWords.TryGetValue(written, out var word))
        {
            return word.ToString(CultureInfo.InvariantCulture);
        }

        var digits = GroupSeparator().Replace(written, "");
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("0.############", CultureInfo.InvariantCulture)
            : digits;
    }

    private static string Unit(string written) => written.ToLowerInvariant() switch
    {
        "%" or "percent" or "per cent" => "%",
        "x" or "×" or "times" or "fold" or "-fold" => "x",
        "k" or "thousand" => "thousand",
        "m" or "million" => "million",
        "b" or "billion" => "billion",
        "t" or "trillion" => "trillion",
        _ => "",
    };

    // Digits that belong to a name (GPT-4, CIFAR10, v1) are no figures.
    [GeneratedRegex(
        @"(?<![\p{L}\d.]|\p{L}-)(?!" + ListMark + ")(?<value>" + Number + @")(?:\s*(?<unit>%|percent|per cent|×|-?fold\b|times\b|[xX]\b|[kKMBT]\b|thousand|million|billion|trillion))?(?!\p{L}\d)"
        + @"|\b(?<value>" + NumberWord + @")(?:\b|(?=fold\b))(?:\s*(?<unit>percent|per cent|times\b|-?fold\b|thousand|million|billion|trillion))?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(Separator + @"(?=\d{3})")]
    private static partial Regex GroupSeparator();
}
