using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchAgent.Verification;

/// <summary>The numbers of a text with their units, in one spelling: "29 349" is "29,349", "five percent" is "5 %".</summary>
public static partial class Figures
{
    private static readonly Dictionary<string, int> NumberWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10,
        ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fifteen"] = 15, ["twenty"] = 20, ["thirty"] = 30, ["hundred"] = 100,
    };

    /// <returns>Values as invariant text with the unit ("%", "x", or none).</returns>
    public static IEnumerable<(string Value, string Unit)> In(string text)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            yield return (Value(match.Groups["value"].Value), Unit(match.Groups["unit"].Value));
        }
    }

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
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
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

    // Digits that belong to a name (GPT-4, CIFAR10, v1) and the marks of a list ("(1)", "2)") are no figures.
    [GeneratedRegex(@"(?<![\p{L}\d.]|\p{L}-)(?!\d\))(?<value>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|\.\d+)(?:\s*(?<unit>%|percent|per cent|×|-?fold\b|times\b|[xX]\b|[kKMBT]\b|thousand|million|billion|trillion))?(?!\p{L}\d)|\b(?<value>[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|[Tt]hirteen|[Ff]ifteen|[Tt]wenty|[Tt]hirty|hundred)\b(?:\s*(?<unit>percent|per cent|times\b|-?fold\b|thousand|million|billion))?", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"[, ](?=\d{3})")]
    private static partial Regex GroupSeparator();
}
