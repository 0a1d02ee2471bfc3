using System.Text.RegularExpressions;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Tests.Formats;

public sealed partial class LatexEscapeTests
{
    [Theory]
    [InlineData(@"\ & % $ # _ { } ~ ^", @"\textbackslash{} \& \% \$ \# \_ \textbraceleft{} \textbraceright{} \textasciitilde{} \textasciicircum{}")]
    [InlineData("a<b>c|d`e", @"a\textless{}b\textgreater{}c\textbar{}d\textasciigrave{}e")]
    [InlineData("say \"no\" (\"now\")", "say ``no'' (``now'')")]
    [InlineData("“so” – ‘thus’ — don’t", "``so'' -- `thus' --- don't")]
    [InlineData("--flag ''x", "-{}-flag '{}'x")]
    [InlineData("β₁ ≥ 3×10⁻² ± 5 → −1 …", @"$\beta$$_{1}$ $\geq$ 3$\times$10$^{-}$$^{2}$ $\pm$ 5 $\rightarrow$ $-$1 \ldots{}")]
    [InlineData("Zoë Müller", "Zoë Müller")]
    [InlineData("ǎ ế x\u0302", @"{\v{a}} {\'{{\^{e}}}} {\^{x}}")]
    [InlineData("Zaręba Đorđe Þór", "Zareba Dorde Thór")]
    [InlineData("ﬁve Ｆ½", "five F1/2")]
    [InlineData("[1] x", "{[}1{]} x")]
    public void Text_is_typeset_as_it_reads(string text, string latex) => Assert.Equal(latex, LatexEscape.Text(text));

    [Fact]
    public void A_character_that_no_basic_font_holds_prints_as_its_code_point() =>
        Assert.Equal("{[}U+738B{]} {[}U+1F600{]}", LatexEscape.Text("王 😀"));

    [Fact]
    public void Line_breaks_and_control_characters_cannot_end_a_paragraph_or_hide_text() =>
        Assert.Equal("a b c {[}31m", LatexEscape.Text("a\r\n\r\nb\0\u202e\tc \u001b[31m"));

    [Fact]
    public void Half_a_surrogate_pair_is_dropped() => Assert.Equal("ab", LatexEscape.Text("a\ud83db"));

    [Fact]
    public void Every_character_gives_balanced_groups_and_no_bare_special()
    {
        for (var code = 1; code <= 0xFFFF; code++)
        {
            var latex = LatexEscape.Text("x" + (char)code + "y");
            Assert.Equal(latex.Count(c => c == '{'), latex.Count(c => c == '}'));
            Assert.True(latex.Replace(@"\$", "", StringComparison.Ordinal).Count(c => c == '$') % 2 == 0, latex);
            Assert.DoesNotMatch(Unescaped(), latex);
        }
    }

    [Fact]
    public void Text_cannot_inject_a_command() => Assert.Equal(
        @"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{} \textbackslash{}\% \textasciicircum{}\textasciicircum{}5c",
        LatexEscape.Text(@"\input{/etc/passwd} \% ^^5c"));

    [GeneratedRegex(@"(?<!\\)[%#&_](?!\{[\d+-]\}\$)")]
    private static partial Regex Unescaped();
}
