using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Readers.Tests;

public sealed class HiddenCharactersTests
{
    [Theory]
    [InlineData("ig\u200Bnore", "ignore", PaperFlagKind.InvisibleCharacters)]
    [InlineData("ig\u200Dnore", "ignore", PaperFlagKind.InvisibleCharacters)]
    [InlineData("ig\u2060no\uFEFFre", "ignore", PaperFlagKind.InvisibleCharacters)]
    [InlineData("safe \u202Etxt.exe\u202C", "safe txt.exe", PaperFlagKind.BidirectionalControls)]
    [InlineData("a \u2066b\u2069 c", "a b c", PaperFlagKind.BidirectionalControls)]
    public void They_are_removed_and_flagged(string text, string clean, PaperFlagKind kind)
    {
        var (result, flags) = HiddenCharacters.Remove(text, page: 3);

        Assert.Equal(clean, result);
        var flag = Assert.Single(flags);
        Assert.Equal((kind, 3), (flag.Kind, flag.Page));
    }

    [Fact]
    public void Tag_characters_are_spelt_out_in_their_flag()
    {
        var tags = string.Concat("say yes".Select(c => char.ConvertFromUtf32(0xE0000 + c)));

        var (clean, flags) = HiddenCharacters.Remove($"Before{tags} after");

        Assert.Equal("Before after", clean);
        Assert.Contains("'say yes'", Assert.Single(flags).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFEFFA byte order mark", "A byte order mark")]
    [InlineData("zero \u200B width beside spaces", "zero  width beside spaces")]
    [InlineData("\u05E9\u05DC\u05D5\u05DD\u200F, 12", "\u05E9\u05DC\u05D5\u05DD, 12")]
    public void Where_they_do_no_harm_they_are_removed_without_a_flag(string text, string clean)
    {
        var (result, flags) = HiddenCharacters.Remove(text);

        Assert.Equal(clean, result);
        Assert.Empty(flags);
    }

    [Theory]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("\u0915\u094D\u200D\u0937")]
    [InlineData("\uD83D\uDC69\u200D\uD83D\uDD2C")]
    [InlineData("Plain text, caf\u00E9 \u2013 \u201Cquoted\u201D")]
    public void Joiners_that_writing_needs_are_kept(string text)
    {
        var (clean, flags) = HiddenCharacters.Remove(text);

        Assert.Equal(text, clean);
        Assert.Empty(flags);
    }
}
