using ResearchAgent.Verification;
using Xunit;

namespace ResearchAgent.Tests.Verification;

public sealed class QuoteLocatorTests
{
    [Theory]
    [InlineData("The tide turns at noon.", "tide turns")]
    [InlineData("The tide turns at noon.", "The tide turns at noon.")]
    [InlineData("The harbour fore-\ncast is good.", "harbour forecast is")]
    [InlineData("The harbour forecast is good.", "harbour fore-\ncast is")]
    [InlineData("A fine\u00ADgrained eﬃcient ﬂow of oﬀers ﬁnds", "finegrained efficient flow of offers finds")]
    [InlineData("two  spaces\n\tand\u00A0breaks\u200B here", "two spaces and breaks here")]
    [InlineData("a “quoted” word and the author’s own", "a \"quoted\" word and the author's own")]
    [InlineData("pre–trained and test—time and −5 points", "pre-trained and test-time and -5 points")]
    [InlineData("29 349 papers", "29\n349 papers")]
    [InlineData("10–20 points", "10-\n20 points")]
    [InlineData("It gains 5%.", "gains 5%")]
    [InlineData("It gains 5.", "gains 5")]
    [InlineData("It uses GPT-4, then stops", "uses GPT-4")]
    [InlineData("It uses GPT-4 (OpenAI).", "GPT-4 (OpenAI)")]
    public void A_quote_is_found_despite_typesetting(string text, string quote)
    {
        var at = QuoteLocator.Locate("Before. " + text + " After.", quote, 0);

        Assert.InRange(at, 8, 8 + text.Length);
        Assert.Equal(at, QuoteLocator.Locate("Before. " + text + " After.", quote, at));
    }

    // The quote is what a reader is shown as proof: one letter or digit off, it proves something else.
    [Theory]
    [InlineData("The tide turns at noon.", "tide turned")]
    [InlineData("The tide turns at noon.", "The Tide turns")]
    [InlineData("It gains 5 points.", "gains 6 points")]
    [InlineData("It gains 15% in F1.", "5% in F1.")]
    [InlineData("It gains 1.5% in F1.", "5% in F1.")]
    [InlineData("It gains 1,500 in F1.", "500 in F1.")]
    [InlineData("It gains 15 points.", "It gains 1")]
    [InlineData("It gains 1.5 points.", "It gains 1")]
    [InlineData("It gains 1,500 points.", "It gains 1")]
    [InlineData("It gains 1-5 points.", "15 points.")]
    [InlineData("In 20 10 runs failed.", "In 2010 runs failed.")]
    [InlineData("It is unlike others.", "like others.")]
    [InlineData("It is a cat.", "It is a ca")]
    [InlineData("The tide turns.", "")]
    [InlineData("The tide turns.", "  ")]
    [InlineData("The tide turns.", "—")]
    [InlineData("", "tide")]
    public void A_changed_quote_is_not_found(string text, string quote)
    {
        Assert.Equal(-1, QuoteLocator.Locate(text, quote, 0));
        Assert.Equal(-1, QuoteLocator.Locate(text, quote, Math.Max(0, text.IndexOf(quote, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_expected_place_wins_over_an_earlier_one()
    {
        Assert.Equal(10, QuoteLocator.Locate("tide 1234 tide", "tide", 10));
        Assert.Equal(0, QuoteLocator.Locate("tide 1234 tide", "tide", 7));
        Assert.Equal(0, QuoteLocator.Locate("tide 1234 tide", "tide", -1));
        Assert.Equal(0, QuoteLocator.Locate("tide 1234 tide", "tide", 1000));
    }

    [Fact]
    public void A_later_whole_occurrence_is_found_behind_a_partial_one() =>
        Assert.Equal(9, QuoteLocator.Locate("tidewise tide", "tide", 0));
}
