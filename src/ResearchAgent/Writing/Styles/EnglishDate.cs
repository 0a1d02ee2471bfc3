using System.Globalization;

namespace ResearchAgent.Writing.Styles;

/// <summary>Dates as English styles write them, whatever the machine's own language.</summary>
internal static class EnglishDate
{
    private static readonly DateTimeFormatInfo English = CultureInfo.InvariantCulture.DateTimeFormat;

    /// <summary>"March 1, 2024", "March 2024".</summary>
    public static string Long((int Year, int? Month, int? Day) date) => Written(date, MonthName);

    /// <summary>"Mar. 1, 2024", as IEEE has it.</summary>
    public static string Short((int Year, int? Month, int? Day) date) => Written(date, IeeeMonth);

    public static string MonthName(int month) => English.GetMonthName(month);

    /// <summary>"Mar.", "May", "Sep.".</summary>
    public static string IeeeMonth(int month) => month switch
    {
        5 => "May",
        6 => "Jun.",
        7 => "Jul.",
        9 => "Sep.",
        _ => MonthName(month)[..3] + ".",
    };

    /// <summary>"Feb.", "March", "Sept.".</summary>
    public static string AcmMonth(int month) => month switch
    {
        >= 3 and <= 7 => MonthName(month),
        9 => "Sept.",
        _ => MonthName(month)[..3] + ".",
    };

    /// <summary>"2024 Mar 1".</summary>
    public static string YearFirst((int Year, int? Month, int? Day) date) => string.Join(' ', new[]
    {
        date.Year.ToString(CultureInfo.InvariantCulture),
        date.Month is { } month ? MonthName(month)[..3] : null,
        date.Day?.ToString(CultureInfo.InvariantCulture),
    }.Where(p => p is not null));

    private static string Written((int Year, int? Month, int? Day) date, Func<int, string> name) => date switch
    {
        (_, { } month, { } day) => string.Create(CultureInfo.InvariantCulture, $"{name(month)} {day}, {date.Year}"),
        (_, { } month, _) => string.Create(CultureInfo.InvariantCulture, $"{name(month)} {date.Year}"),
        _ => date.Year.ToString(CultureInfo.InvariantCulture),
    };
}
