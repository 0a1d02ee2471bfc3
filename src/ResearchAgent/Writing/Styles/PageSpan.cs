namespace ResearchAgent.Writing.Styles;

/// <summary>How styles shorten the second number of a range of pages. What is no range of two numbers stays as it is.</summary>
public static class PageSpan
{
    /// <summary>"436–444", both numbers whole.</summary>
    public static string Whole(string pages) => EachRange(pages, "–", (_, last) => last);

    /// <summary>"436-44": without the digits that both have in front, and with a hyphen, as MEDLINE writes it.</summary>
    public static string Shortest(string pages) => EachRange(pages, "-", (first, last) => Changed(first, last, 1));

    /// <summary>"436–44", "103–9", "100–104": the rule of the Chicago manual (17th ed., 9.61).</summary>
    public static string Chicago(string pages) => EachRange(pages, "–", (first, last) =>
        first.Length < 3 || first.EndsWith("00", StringComparison.Ordinal) ? last
        : Changed(first, last, first[^2] == '0' ? 1 : 2));

    /// <summary>Is it more than one page: "pp." instead of "p."?</summary>
    public static bool IsPlural(string pages) => pages.AsSpan().IndexOfAny('-', '–', ',') >= 0;

    private static string EachRange(string pages, string dash, Func<string, string, string> shorten) =>
        string.Join(", ", pages.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => Range(part, dash, shorten)));

    private static string Range(string part, string dash, Func<string, string, string> shorten)
    {
        var ends = part.Split(['-', '–', '—', '‐', '‑'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (ends is not [var first, var last] || part.EndsWith('-'))
        {
            return part;
        }

        if (!first.All(char.IsAsciiDigit) || !last.All(char.IsAsciiDigit))
        {
            return first + dash + last;
        }

        // "436-44" means 436 to 444.
        last = last.Length < first.Length ? first[..^last.Length] + last : last;
        return first == last ? first : first + dash + shorten(first, last);
    }

    private static string Changed(string first, string last, int atLeast)
    {
        if (first.Length != last.Length)
        {
            return last;
        }

        var same = first.Zip(last).TakeWhile(p => p.First == p.Second).Count();
        return last[Math.Min(same, last.Length - atLeast)..];
    }
}
