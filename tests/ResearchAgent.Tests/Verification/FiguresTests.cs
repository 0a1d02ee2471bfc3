using ResearchAgent.Verification;
using Xunit;

namespace ResearchAgent.Tests.Verification;

public sealed class FiguresTests
{
    [Theory]
    [InlineData("29 349 papers", "29349")]
    [InlineData("29,349 papers", "29349")]
    [InlineData("29\u00A0349 and 29\u202F349 and 29\u2009349 papers", "29349;29349;29349")]
    [InlineData("1,234,567.50", "1234567.5")]
    [InlineData("5% and 5 % and 5 percent and five percent and 5 per cent", "5%;5%;5%;5%;5%")]
    [InlineData("9B and 9 B and 9 billion", "9billion;9billion;9billion")]
    [InlineData("3M, 10k, 2T", "3million;10thousand;2trillion")]
    [InlineData("2x, 2×, 2 times, twofold, two-fold, 2-fold", "2x;2x;2x;2x;2x;2x")]
    [InlineData("0.5 and .5 and 0.50", "0.5;0.5;0.5")]
    [InlineData("GPT-4, CIFAR10, Qwen2.5-Math, v1, F1, top-5", "")]
    [InlineData("in 2023, 95.", "2023;95")]
    [InlineData("(1) plan, (2) solve", "")]
    [InlineData("1) plan, 2) solve", "")]
    [InlineData("a gain (n = 7) and (of 3)", "7;3")]
    [InlineData("a gain (5%)", "5%")]
    [InlineData("in [0,100] or [0, 100]", "0;100;0;100")]
    [InlineData("1, 2 and 3", "1;2;3")]
    [InlineData("fourteen, forty, ninety and a thousand", "14;40;90;1000")]
    [InlineData("one percent of one billion, no one", "1%;1billion")]
    [InlineData("a rate of 1e-5", "0.00001")]
    [InlineData("a rate of 3E2", "300")]
    [InlineData("ten-fold cross-validation", "10x")]
    [InlineData("It is not often.", "")]
    public void Numbers_have_one_spelling(string text, string expected) =>
        Assert.Equal(expected, string.Join(';', Figures.In(text).Select(f => f.Value + f.Unit)));

    [Theory]
    [InlineData("5%", "5 percent", true)]
    [InlineData("5%", "five per cent", true)]
    [InlineData("29 349", "29,349", true)]
    [InlineData("9B", "9 billion", true)]
    [InlineData("9B", "9 million", false)]
    [InlineData("5%", "5x", false)]
    [InlineData("5%", "6%", false)]
    [InlineData("5", "5%", true)]
    [InlineData("15%", "5%", false)]
    [InlineData("1.5%", "5%", false)]
    [InlineData("1e-5", "1e-7", false)]
    [InlineData("forty", "fifty", false)]
    [InlineData("(n = 7)", "(n = 8)", false)]
    public void A_figure_is_held_by_the_same_figure_only(string text, string figure, bool held) =>
        Assert.Equal(held, Figures.Holds([.. Figures.In(text)], Assert.Single(Figures.In(figure))));
}
