using System.Globalization;

namespace ResearchAgent.Writing.Styles;

/// <summary>"1, 3–5": numbers in order, three or more in a row as a range.</summary>
internal static class NumberRanges
{
    public static IEnumerable<string> Of(IEnumerable<int> numbers, string dash)
    {
        List<int> sorted = [.. numbers.Distinct().Order()];
        for (var i = 0; i < sorted.Count;)
        {
            var last = i;
            while (last + 1 < sorted.Count && sorted[last + 1] == sorted[last] + 1)
            {
                last++;
            }

            if (last - i < 2)
            {
                last = i;
            }

            yield return last == i ? Text(sorted[i]) : Text(sorted[i]) + dash + Text(sorted[last]);
            i = last + 1;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
