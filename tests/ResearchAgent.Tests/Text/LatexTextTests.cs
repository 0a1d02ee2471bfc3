using ResearchAgent.Text;
using Xunit;

namespace ResearchAgent.Tests.Text;

public sealed class LatexTextTests
{
    [Theory]
    [InlineData("plain text,  two\tspaces\u00A0here ", "plain text, two spaces here")]
    [InlineData(@"5\% of R\&D costs \$10 \#1 a\_b", "5% of R&D costs $10 #1 a_b")]
    [InlineData("``Let's think'' he said", "\"Let's think\" he said")]
    [InlineData("''twice''", "\"twice\"")]
    [InlineData(@"Code: \url{https://example.org/a_b}.", "Code: https://example.org/a_b.")]
    [InlineData(@"Code: \href{https://example.org/a1}{here}.", "Code: here (https://example.org/a1).")]
    [InlineData(@"na\""ive caf\'e Erd\H{o}s G\""{o}del \v{S}ime \c{c}a Fran\c{c}ois", "naïve café Erdős Gödel Šime ça François")]
    [InlineData(@"{\'e}t{\'e} \'{\i}t Andr{\'e} Erdo\u{g}an {\L}ukasz {\o}re Stra{\ss}e \aa{}r \.{Z}", "été ít André Erdoğan Łukasz øre Straße år Ż")]
    [InlineData(@"{Andr\'e} and \textit{caf\'e} is", "André and café is")]
    [InlineData(@"\textit{O} and textit{O} and \emph{so}", "O and O and so")]
    [InlineData(@"\textbf{\emph{X} and \texttt{Y}} is {\bf bold} and {\it it}", "X and Y is bold and it")]
    [InlineData("{{Plan-and-Solve}} {DROP}", "Plan-and-Solve DROP")]
    [InlineData(@"a set \{0,1\} of bits", "a set {0,1} of bits")]
    [InlineData("one { open and } two } more", "one open and two } more")]
    [InlineData("an open { brace", "an open { brace")]
    [InlineData(@"\alpha-net with $O(n \log n)$ and \LaTeX{}", "alpha-net with $O(n log n)$ and LaTeX")]
    [InlineData(@"\vec{x} \cite{y} \cap", "vecx citey cap")]
    [InlineData("Fig.~3, Wang et~al., Section~IV and Eq.~(5)", "Fig. 3, Wang et al., Section IV and Eq. (5)")]
    [InlineData("about ~5% (~5 points) and 10~20%", "about ~5% (~5 points) and 10~20%")]
    [InlineData("http://example.org/~user", "http://example.org/~user")]
    [InlineData(@"10\,000 and 10{,}000 and 10~000", "10 000 and 10,000 and 10~000")]
    [InlineData(@"\frac{1}{2} and $10^{-3}$ and x_{12}", "1/2 and $10^-3$ and x_12")]
    [InlineData(@"line\\break, et al.\ say so, dis\-cretion", "line break, et al. say so, discretion")]
    [InlineData("first\n\nsecond", "first\n\nsecond")]
    [InlineData("", "")]
    public void Latex_becomes_plain_text(string latex, string plain) => Assert.Equal(plain, LatexText.ToPlain(latex));

    [Fact]
    public void Digits_are_never_lost()
    {
        const string Alphabet = @"\{}~`'""^$%&_#,. abceitxf()0123456789";
        string[] commands = [@"\textbf{", @"\emph{", @"{\bf ", @"\url{", @"\frac{", @"\c{", "``", "''", @"\%", @"\v{s}", @"\'{\i}", @"\href{"];
        var random = new Random(2);
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(4) == 0 ? commands[random.Next(commands.Length)] : Alphabet[random.Next(Alphabet.Length)].ToString()));

            var plain = LatexText.ToPlain(text);

            // \href{address}{text} is the one command that changes the order.
            Assert.Equal(Digits(text), Digits(plain));
        }

        static string Digits(string text) => string.Concat(text.Where(char.IsDigit).Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{{}")]
    [InlineData(@"\")]
    [InlineData(@"\textit{")]
    [InlineData(@"\emph{\textbf{x}")]
    [InlineData(@"\href{a}{")]
    [InlineData(@"\frac{")]
    [InlineData(@"{\it ")]
    [InlineData(@"\'{")]
    [InlineData(@"\c")]
    [InlineData("~")]
    [InlineData("'")]
    public void Hostile_latex_is_read_in_linear_time(string piece)
    {
        HostileSize.Finishes(n => LatexText.ToPlain(string.Concat(Enumerable.Repeat(piece, n))), 100_000);
        HostileSize.Finishes(n => LatexText.ToPlain(piece + new string(' ', n)), 100_000);
        HostileSize.Finishes(n => LatexText.ToPlain(new string('{', n) + piece + new string('}', n)), 100_000);
    }
}
