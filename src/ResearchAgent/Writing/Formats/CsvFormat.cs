using System.Text;

namespace ResearchAgent.Writing.Formats;

/// <summary>The evidence matrix for a spreadsheet: RFC 4180 with CRLF line ends.</summary>
public static class CsvFormat
{
    private const string LineEnd = "\r\n";

    /// <summary>A field that a spreadsheet would run as a formula gets a leading apostrophe.</summary>
    public static string Write(Comparison comparison)
    {
        var csv = new StringBuilder();
        csv.Append(Line(["aspect", .. comparison.Papers.Select(p => p.Key.Value)]));
        foreach (var row in comparison.Rows)
        {
            csv.Append(Line([row.Aspect, .. row.Cells.Select(Cell)]));
        }

        return csv.ToString();
    }

    private static string Cell(Claim? claim)
    {
        if (claim is null)
        {
            return "not reported";
        }

        var printed = PrintedClaim.Cell(claim);
        var text = printed.Body + printed.Stop;
        return printed.IsFact
            ? $"{text} [{string.Join("; ", printed.Keys)}]"
            : $"{text} (unverified: {printed.Verdict})";
    }

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + LineEnd;

    private static string Field(string text)
    {
        var field = SingleLine.Of(text);

        // Full-width signs start formulas too in East Asian locales.
        if (field.Length > 0 && field[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠')
        {
            field = "'" + field;
        }

        return field.AsSpan().IndexOfAny(',', '"') >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }
}
