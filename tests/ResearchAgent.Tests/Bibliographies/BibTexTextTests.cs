using ResearchAgent.Bibliographies;
using ResearchAgent.Tests.Text;
using Xunit;

namespace ResearchAgent.Tests.Bibliographies;

public sealed class BibTexTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"na{\""i}ve {\'e}t\'{e} \`a p\^{a}t\'{e} Erd\H{o}s {\v S}ime \c c \c{c} Ar\i s \'\i \'{\i} {\aa} \AA{} \o{}re {\L}ukasz Stra{\ss}e \k{a}", "naïve été à pâté Erdős Šime ç ç Arıs í í å Å øre Łukasz Straße ą")]
    [InlineData(@"\texttimes{}{\texttimes}\texttimes", "×××")]
    [InlineData(@"{{Bose}}\textendash{{Einstein}} and Bose\textendash{}Einstein", "Bose–Einstein and Bose–Einstein")]
    [InlineData(@"5\% of R\&D costs \$10 \#1 a\_b \{x\}", "5% of R&D costs $10 #1 a_b {x}")]
    [InlineData("``x'' and `y' -- z---w 1-2", "“x” and ‘y' – z—w 1-2")]
    [InlineData("Fig.~3, Donald~E. Knuth, about ~5%, 10~20, http://x.org/~me", "Fig. 3, Donald E. Knuth, about ~5%, 10~20, http://x.org/~me")]
    [InlineData(@"$\mu$second, $\Gamma$, H$_2$O, 10$^{-3}$, 45$^\circ$, $x^{2}$, $\alpha\beta$", "μsecond, Γ, H₂O, 10⁻³, 45°, x², αβ")]
    [InlineData(@"$O(n \log n)$ and $\frac{1}{2}$ and $\mathcal{O}(n^k)$", "O(n log n) and 1/2 and O(n^k)")]
    [InlineData(@"a fall from $5,600 to \$2,000 in a day, 3\$", "a fall from $5,600 to $2,000 in a day, 3$")]
    [InlineData(@"\emph{so} {\em or} {\it it} \textbf{\textit{b}} \uppercase{u}", "so or it b u")]
    [InlineData(@"\url{https://x.org/a_b\%20c} \href{https://x.org}{here}", "https://x.org/a_b%20c here (https://x.org)")]
    [InlineData(@"\unknown{x} \", @"unknownx \")]
    [InlineData(@"one \par two", "one\n\ntwo")]
    [InlineData(@"\~{} \^{} \textasciitilde{} \textbackslash{}n", @"~ ^ ~ \n")]
    [InlineData(@"\LaTeX{} \& \TeX", "LaTeX & TeX")]
    public void LaTeX_becomes_Unicode(string latex, string text) => Assert.Equal(text, BibTexText.ToUnicode(latex));

    [Theory]
    [InlineData(@"https://x.org/a\_b{\%}c\#d", "https://x.org/a_b%c#d")]
    [InlineData(@"\url{https://x.org/~me}", "https://x.org/~me")]
    [InlineData(@"https://x.org/{\textasciitilde}me", "https://x.org/~me")]
    [InlineData(@"10.1007/978-3-540-74958-5{\_}46", "10.1007/978-3-540-74958-5_46")]
    [InlineData("https://x.org/a--b''c", "https://x.org/a--b''c")]
    public void Addresses_are_only_unescaped(string latex, string text) => Assert.Equal(text, BibTexText.Verbatim(latex));

    [Theory]
    [InlineData(@"\ { } & % $ # _ ~ ^ ` < > |")]
    [InlineData("-- --- '' `` ?` !` \"q\"")]
    [InlineData(@"$x$ \alpha {a} \'e C:\path")]
    [InlineData("中文 😀 é ß “x” – — µ μ ² ₂")]
    [InlineData("one\n\ntwo")]
    public void Escaped_text_comes_back(string text)
    {
        var latex = BibTexText.Escape(text);

        Assert.Equal(text, BibTexText.ToUnicode(latex));
        Assert.Equal(latex.Count(c => c == '{'), latex.Count(c => c == '}'));
        Assert.DoesNotContain('\n', latex);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData(@"\")]
    [InlineData(@"\'{")]
    [InlineData(@"\'")]
    [InlineData("$")]
    [InlineData("$a")]
    [InlineData("^{")]
    [InlineData("$^{")]
    [InlineData(@"\frac{")]
    [InlineData(@"\href{")]
    [InlineData(@"\c{\c")]
    [InlineData("-")]
    [InlineData("`")]
    public void Hostile_LaTeX_is_read_in_linear_time(string piece)
    {
        HostileSize.Finishes(n => BibTexText.ToUnicode(string.Concat(Enumerable.Repeat(piece, n))), 100_000);
        HostileSize.Finishes(n => BibTexText.ToUnicode(string.Concat(Enumerable.Repeat(piece, n)) + new string('}', n)), 100_000);
        HostileSize.Finishes(n => BibTexText.Verbatim(string.Concat(Enumerable.Repeat(piece, n))), 100_000);
    }
}
