using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Tests.Formats;

public sealed class CsvFormatTests
{
    [Fact]
    public void A_comparison_is_one_line_per_aspect_and_one_column_per_paper() => Assert.Equal(
        """
        aspect,Dua2022SuccessivePrompting,Wang2023PlanAndSolve
        Gain | F1,5% [Dua2022SuccessivePrompting],not reported
        Data,"DROP, ""synthetic"" [Dua2022SuccessivePrompting]",It gains 50%. (unverified: NumberMismatch)

        """.Replace("\n", "\r\n", StringComparison.Ordinal),
        CsvFormat.Write(Sample.Comparison));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData(" \t\r=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")]
    [InlineData("two\nlines", "two lines")]
    public void A_field_never_starts_a_formula_or_a_line(string aspect, string field)
    {
        var csv = CsvFormat.Write(Sample.Comparison with { Rows = [new ComparisonRow(aspect, [null, null])] });

        Assert.EndsWith($"\r\n{field},not reported,not reported\r\n", csv, StringComparison.Ordinal);
    }
}
