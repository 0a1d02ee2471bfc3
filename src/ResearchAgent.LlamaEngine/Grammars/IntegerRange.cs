using System.Globalization;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>Decimal numbers between two bounds, without leading zeros.</summary>
internal static class IntegerRange
{
    /// <summary>Fifteen digits: whole numbers that a double holds exactly.</summary>
    public const long Most = 999_999_999_999_999;

    /// <summary>Whole numbers from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static string Write(long low, long high)
    {
        var alternatives = new List<string>();
        if (low < 0)
        {
            alternatives.Add($"\"-\" {Positive(Math.Max(1, -high), -low)}");
        }

        if (high >= 0)
        {
            alternatives.Add(Positive(Math.Max(0, low), high));
        }

        return GrammarBuilder.OneOf(alternatives);
    }

    /// <summary>Numbers with or without decimals between whole bounds.</summary>
    /// <param name="excludesLow">Whether <paramref name="low"/> itself is left out.</param>
    public static string WriteReal(long low, bool excludesLow, long high, bool excludesHigh)
    {
        var alternatives = new List<string>();
        if (high > 0 || (high == 0 && !excludesHigh))
        {
            alternatives.AddRange(PositiveReal(Math.Max(0, low), excludesLow && low >= 0, high, excludesHigh));
        }

        if (low < 0)
        {
            alternatives.AddRange(PositiveReal(Math.Max(0, -high), high < 0 ? excludesHigh : true, -low, excludesLow).Select(a => $"\"-\" {a}"));
        }

        return GrammarBuilder.OneOf(alternatives);
    }

    // From 0 on. Beyond a bound that is left out there must be a digit that is not zero.
    private static IEnumerable<string> PositiveReal(long low, bool excludesLow, long high, bool excludesHigh)
    {
        if (low < high)
        {
            // A double holds fifteen digits: with more, the reader may round to the bound.
            var decimals = Math.Max(1, 15 - Text(high).Length);
            yield return string.Create(CultureInfo.InvariantCulture, $"{GrammarBuilder.Literal(Text(low))} \".\" [0-9]{{0,{decimals - 1}}} [1-9]");
            if (low + 1 < high)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{Positive(low + 1, high - 1)} (\".\" [0-9]{{1,{decimals}}})?");
            }
        }

        if (!excludesLow)
        {
            yield return GrammarBuilder.Literal(Text(low));
        }

        if (!excludesHigh && high > low)
        {
            yield return GrammarBuilder.Literal(Text(high));
        }
    }

    private static string Positive(long low, long high)
    {
        var alternatives = new List<string>();
        for (var digits = Text(low).Length; digits <= Text(high).Length; digits++)
        {
            var least = digits == 1 ? 0 : long.Parse("1" + new string('0', digits - 1), CultureInfo.InvariantCulture);
            alternatives.AddRange(SameLength(Text(Math.Max(low, least)), Text(Math.Min(high, long.Parse(new string('9', digits), CultureInfo.InvariantCulture)))));
        }

        return GrammarBuilder.OneOf(alternatives);
    }

    // The first digit decides: below and above it only the bound itself restricts what follows.
    private static IEnumerable<string> SameLength(string low, string high)
    {
        var rest = low.Length - 1;
        if (low.All(c => c == '0') && high.All(c => c == '9'))
        {
            yield return GrammarBuilder.Repeat("[0-9]", low.Length, low.Length);
        }
        else if (rest == 0)
        {
            yield return Digit(low[0], high[0]);
        }
        else if (low[0] == high[0])
        {
            yield return $"\"{low[0]}\" {GrammarBuilder.OneOf(SameLength(low[1..], high[1..]))}";
        }
        else
        {
            yield return $"\"{low[0]}\" {GrammarBuilder.OneOf(SameLength(low[1..], new string('9', rest)))}";
            if (low[0] + 1 < high[0])
            {
                yield return $"{Digit((char)(low[0] + 1), (char)(high[0] - 1))} {GrammarBuilder.Repeat("[0-9]", rest, rest)}";
            }

            yield return $"\"{high[0]}\" {GrammarBuilder.OneOf(SameLength(new string('0', rest), high[1..]))}";
        }
    }

    private static string Digit(char low, char high) => low == high ? $"\"{low}\"" : $"[{low}-{high}]";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
