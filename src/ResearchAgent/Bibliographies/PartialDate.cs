using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchAgent.Bibliographies;

/// <summary>
/// A date as bibliographies know it: a year, perhaps a month (1-12; 21-24 are the seasons from spring on, as EDTF counts),
/// perhaps a day. Years before Christ are negative, with a year 0.
/// </summary>
public readonly partial record struct PartialDate(int Year, int? Month = null, int? Day = null)
{
    private static readonly string[] MonthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] FullMonths =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] SeasonNames = ["spring", "summer", "autumn", "winter"];

    /// <summary>
    /// Reads "2019", "2019-03", "2019-03-12", also with "/" or with a time behind; of a range its start. Marks of doubt
    /// ("1723~", "19XX") are read over: the unknown digit counts as 0.
    /// </summary>
    public static bool TryParse(string text, out PartialDate date)
    {
        date = default;
        var match = Iso().Match(text.Trim());
        if (!match.Success)
        {
            return false;
        }

        var month = Part(match, "month");
        var day = Part(match, "day");
        var year = int.Parse(match.Groups["year"].Value.Replace('X', '0').Replace('x', '0').Replace('u', '0'), CultureInfo.InvariantCulture);
        date = new PartialDate(year, month, month is >= 1 and <= 12 ? day : null);
        var isMonth = month is null or (>= 1 and <= 12) or (>= 21 and <= 24);
        var isDay = day is null || (month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year is >= 1 and <= 9999 ? year : 2000, month.Value));
        return isMonth && isDay;
    }

    /// <summary>Is it a range from one date to another: "2014-02-02/2014-02-07", "2019/", "/2019"?</summary>
    public static bool TryParseRange(string text, out PartialDate start, out PartialDate? end)
    {
        (start, end) = (default, null);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return false;
        }

        var (first, last) = (text[..slash].Trim(), text[(slash + 1)..].Trim());
        if (last.Length > 0 && last != "..")
        {
            if (!TryParse(last, out var ending))
            {
                return false;
            }

            end = ending;
        }

        if (first.Length == 0 || first == "..")
        {
            start = end ?? default;
            return end is not null;
        }

        return TryParse(first, out start);
    }

    /// <summary>1-12 for the name of a month or its start ("sept."), 21-24 for a season, or the number itself; null for other words.</summary>
    public static int? MonthOf(string text)
    {
        var word = text.Trim().TrimEnd('.').ToLowerInvariant();
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is (>= 1 and <= 12) or (>= 21 and <= 24) ? number : null;
        }

        var season = Array.IndexOf(SeasonNames, word == "fall" ? "autumn" : word);
        if (season >= 0)
        {
            return 21 + season;
        }

        var month = word.Length >= 3 && word.All(char.IsAsciiLetter) ? Array.IndexOf(MonthNames, word[..3]) : -1;
        return month >= 0 && FullMonths[month].StartsWith(word == "sept" ? "sep" : word, StringComparison.Ordinal) ? month + 1 : null;
    }

    /// <summary>BibTeX's macro for a month, "jan" to "dec"; null for a season.</summary>
    public static string? MonthMacro(int month) => month is >= 1 and <= 12 ? MonthNames[month - 1] : null;

    /// <summary>The form of <see cref="Papers.BibliographicField.Issued"/>: "2019", "2019-03" or "2019-03-12".</summary>
    public override string ToString()
    {
        var year = Year < 0 ? string.Create(CultureInfo.InvariantCulture, $"-{-Year:D4}") : Year.ToString("D4", CultureInfo.InvariantCulture);
        return Month is not { } month ? year
            : Day is not { } day ? string.Create(CultureInfo.InvariantCulture, $"{year}-{month:D2}")
            : string.Create(CultureInfo.InvariantCulture, $"{year}-{month:D2}-{day:D2}");
    }

    private static int? Part(Match match, string name) =>
        int.TryParse(match.Groups[name].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?<year>-?(?:\d{4}|\d{3}[Xxu]|\d{2}[Xxu]{2}))(?:[-/](?<month>\d{1,2}|XX|xx|uu)(?:[-/](?<day>\d{1,2}|XX|xx|uu))?)?[-/]?[?~%]?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?$")]
    private static partial Regex Iso();
}
