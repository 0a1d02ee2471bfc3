using ResearchAgent.Text;
using Xunit;

namespace ResearchAgent.Tests.Text;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("Plan-and-Solve (PS+) prompting", "plan and solve ps prompting")]
    [InlineData("Kendall's tau and the authors’ KENDALL'S", "kendall tau and the authors kendall")]
    [InlineData("it's 5's turn, s is a letter", "it 5 turn s is a letter")]
    [InlineData("'some 'say so's", "some say so")]
    [InlineData("GPT-4o scored 29,349", "gpt 4o scored 29 349")]
    [InlineData("na\u00efve nai\u0308ve Erdős ÇA", "naive naive erdos ca")]
    [InlineData("Łódź straße Ørsted œuvre", "lodz strasse orsted oeuvre")]
    [InlineData("İstanbul ﬁne ½ x²", "istanbul fine 1\u20442 x2")]
    [InlineData("数据 Модель שלום", "数据 модель שלום")]
    [InlineData("snake_case C++ \t\r\n", "snake case c")]
    [InlineData("", "")]
    [InlineData("... — !?", "")]
    public void Words_are_folded_runs_of_letters_and_digits(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Tokenizer.Words(text)));

    [Fact]
    public void Spans_are_where_the_words_are()
    {
        const string Sample = "Kendall's (na\u00efve) τ — 5% 😀 of Plan-and-Solve.";
        var spans = Tokenizer.Spans(Sample).ToList();

        Assert.Equal(["Kendall", "na\u00efve", "τ", "5", "of", "Plan", "and", "Solve"], spans.Select(s => Sample.Substring(s.Start, s.Length)));
    }

    [Fact]
    public void Accents_are_folded_in_any_text_even_in_broken_unicode()
    {
        Assert.Equal("Muller, Erdos & Orsted", Tokenizer.FoldAccents("Müller, Erdős & Ørsted"));
        Assert.StartsWith("a", Tokenizer.FoldAccents("a\ud800b"), StringComparison.Ordinal);
        Assert.Equal("E", Tokenizer.FoldAccents("𝔼"));
    }
}
