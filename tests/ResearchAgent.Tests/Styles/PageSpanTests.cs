using ResearchAgent.Writing.Styles;
using Xunit;

namespace ResearchAgent.Tests.Styles;

/// <summary>Examples of the Chicago manual, 17th ed., 9.61, of ICMJE and of our own.</summary>
public sealed class PageSpanTests
{
    [Theory]
    [InlineData("3-10", "3–10", "3–10", "3-10")]
    [InlineData("71-72", "71–72", "71–72", "71-2")]
    [InlineData("92-113", "92–113", "92–113", "92-113")]
    [InlineData("100-104", "100–104", "100–104", "100-4")]
    [InlineData("600-613", "600–613", "600–613", "600-13")]
    [InlineData("1100-1123", "1100–1123", "1100–1123", "1100-23")]
    [InlineData("107-108", "107–108", "107–8", "107-8")]
    [InlineData("1002-1006", "1002–1006", "1002–6", "1002-6")]
    [InlineData("321-325", "321–325", "321–25", "321-5")]
    [InlineData("1087-1089", "1087–1089", "1087–89", "1087-9")]
    [InlineData("1496-1500", "1496–1500", "1496–500", "1496-500")]
    [InlineData("11564-11615", "11564–11615", "11564–615", "11564-615")]
    [InlineData("284–7", "284–287", "284–87", "284-7")]
    [InlineData("1929--1958", "1929–1958", "1929–58", "1929-58")]
    [InlineData("S1-S5", "S1–S5", "S1–S5", "S1-S5")]
    [InlineData("12, 15-17", "12, 15–17", "12, 15–17", "12, 15-7")]
    [InlineData("e123", "e123", "e123", "e123")]
    [InlineData("5-5", "5", "5", "5")]
    [InlineData("7-", "7-", "7-", "7-")]
    public void Ranges(string pages, string whole, string chicago, string shortest)
    {
        Assert.Equal(whole, PageSpan.Whole(pages));
        Assert.Equal(chicago, PageSpan.Chicago(pages));
        Assert.Equal(shortest, PageSpan.Shortest(pages));
    }
}
