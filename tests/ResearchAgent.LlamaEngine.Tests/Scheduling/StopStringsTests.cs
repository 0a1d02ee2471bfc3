using ResearchAgent.LlamaEngine.Scheduling;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Scheduling;

public sealed class StopStringsTests
{
    [Theory]
    [InlineData("a stop in one piece", "a ", "END", "a END b")]
    [InlineData("over two pieces", "a ", "END", "a EN", "D b")]
    [InlineData("over many pieces", "a ", "END", "a", " ", "E", "N", "D", "b")]
    [InlineData("at the very beginning", "", "END", "END")]
    [InlineData("a beginning that turned out to be none", "a ENE", "END", "a EN", "EEND")]
    [InlineData("a beginning that begins another", "EEN", "END", "E", "E", "N", "EN", "D")]
    [InlineData("a stop that repeats its own beginning", "a", "aab", "a", "a", "a", "b")]
    [InlineData("the earlier of two", "x", "b|ab", "x", "a", "b")]
    [InlineData("the shorter of two that begin alike", "x", "abc|ab", "xa", "bc")]
    [InlineData("the one that ends first", "xa", "abcd|bc", "xab", "c", "d")]
    [InlineData("lines", "User", "\nUser:|\nAssistant:", "User", "\nAssis", "tant: no")]
    public void Text_ends_before_the_first_stop(string which, string expected, string stops, params string[] pieces)
    {
        var filter = new StopStrings(stops.Split('|'));
        Assert.Equal(expected, string.Concat(pieces.Select(filter.Add)) + filter.Finish());
        Assert.True(filter.HasStopped, which);
        Assert.Equal("", filter.Add("more"));
    }

    [Fact]
    public void What_may_become_a_stop_is_held_back_and_nothing_else()
    {
        var filter = new StopStrings(["END", "NOW"]);
        Assert.Equal("so", filter.Add("so"));
        Assert.Equal(" ", filter.Add(" E"));
        Assert.Equal("", filter.Add("N"));
        Assert.Equal("E", filter.Add("O"));
        Assert.Equal("NOt", filter.Add("t"));
        Assert.False(filter.HasStopped);
    }

    [Fact]
    public void Finishing_gives_what_was_held_back_once()
    {
        var filter = new StopStrings(["END"]);
        Assert.Equal("the ", filter.Add("the EN"));
        Assert.Equal("EN", filter.Finish());
        Assert.Equal("", filter.Finish());
    }

    [Fact]
    public void Without_stops_everything_passes_at_once()
    {
        var filter = new StopStrings([]);
        Assert.Equal("END", filter.Add("END"));
        Assert.Equal("", filter.Finish());
        Assert.False(filter.HasStopped);
    }
}
