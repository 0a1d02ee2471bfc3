using ResearchAgent.Bibliographies;
using Xunit;

namespace ResearchAgent.Tests.Bibliographies;

public sealed class PartialDateTests
{
    [Theory]
    [InlineData("2019", "2019")]
    [InlineData("2019-03", "2019-03")]
    [InlineData("2019-3-1", "2019-03-01")]
    [InlineData("2019/03/12", "2019-03-12")]
    [InlineData("2019-03-12T10:11:12Z", "2019-03-12")]
    [InlineData("2020-01-02 10:11:12", "2020-01-02")]
    [InlineData("2020-02-29", "2020-02-29")]
    [InlineData("1723~", "1723")]
    [InlineData("199X", "1990")]
    [InlineData("2019-21", "2019-21")]
    [InlineData("-0044", "-0044")]
    public void A_date_is_read(string text, string date)
    {
        Assert.True(PartialDate.TryParse(text, out var read));
        Assert.Equal(date, read.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("19XXX-XX-XX")]
    [InlineData("2012-13")]
    [InlineData("2019-02-29")]
    [InlineData("2019-00")]
    [InlineData("20190312")]
    [InlineData("March 2019")]
    [InlineData("2014-02-02/2014-02-07")]
    public void Other_text_is_no_date(string text) => Assert.False(PartialDate.TryParse(text, out _));

    [Theory]
    [InlineData("2014-02-02/2014-02-07", "2014-02-02", "2014-02-07")]
    [InlineData("2014/..", "2014", null)]
    [InlineData("2014/", "2014", null)]
    [InlineData("/2014", "2014", "2014")]
    public void A_range_has_a_start(string text, string start, string? end)
    {
        Assert.True(PartialDate.TryParseRange(text, out var first, out var last));
        Assert.Equal((start, end), (first.ToString(), last?.ToString()));
    }

    [Theory]
    [InlineData("jan", 1)]
    [InlineData("September", 9)]
    [InlineData("Sept.", 9)]
    [InlineData("12", 12)]
    [InlineData("Fall", 23)]
    [InlineData("13", null)]
    [InlineData("marble", null)]
    public void Months_and_seasons_have_numbers(string text, int? month) => Assert.Equal(month, PartialDate.MonthOf(text));
}
