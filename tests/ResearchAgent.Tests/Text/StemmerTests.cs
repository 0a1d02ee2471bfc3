using ResearchAgent.Text;
using Xunit;

namespace ResearchAgent.Tests.Text;

public sealed class StemmerTests
{
    // From the examples in Porter (1980).
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("plastered", "plaster")]
    [InlineData("motoring", "motor")]
    [InlineData("relational", "relat")]
    [InlineData("conflated", "conflat")]
    [InlineData("hopping", "hop")]
    [InlineData("generalizations", "gener")]
    [InlineData("oscillators", "oscil")]
    [InlineData("sky", "sky")]
    [InlineData("a", "a")]
    [InlineData("2023", "2023")]
    [InlineData("gsm8k", "gsm8k")]
    [InlineData("数据", "数据")]
    [InlineData("", "")]
    public void Words_are_reduced_as_porter_did(string word, string expected)
    {
        Assert.Equal(expected, Stemmer.Stem(word));
        Assert.Equal(expected, Stemmer.Stem(word));
    }

    [Fact]
    public void Many_threads_may_stem_at_once()
    {
        string[] words = [.. Enumerable.Range(0, 5000).Select(i => $"relational{(char)('a' + (i % 26))}{i}ations")];
        var alone = words.Select(Stemmer.Stem).ToList();
        Parallel.For(0, words.Length, i => Assert.Equal(alone[i], Stemmer.Stem(words[words.Length - 1 - i]) is var _ ? Stemmer.Stem(words[i]) : null));
    }

    [Fact]
    public void Terms_are_stems_without_function_words()
    {
        Assert.Equal(["model", "learn", "model"], Terms.Of("The models are learning about a model's"));
        Assert.Equal(2, Terms.SetOf("The models are learning about a model's").Count);
    }
}
