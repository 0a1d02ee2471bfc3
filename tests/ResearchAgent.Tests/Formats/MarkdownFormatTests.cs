using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;
using Xunit;

namespace ResearchAgent.Tests.Formats;

public sealed partial class MarkdownFormatTests
{
    [Fact]
    public void An_answer_cites_before_the_full_stop_and_lists_its_references() => Assert.Equal(
        """
        Successive prompting gains 5% in F1 [Dua2022SuccessivePrompting]. Both decompose the question [Dua2022SuccessivePrompting; Wang2023PlanAndSolve]. ~~It gains 50%.~~ (unverified: NumberMismatch)

        ## References

        - **Dua2022SuccessivePrompting**: Dheeru Dua, Shivanshu Gupta et al. (2022). *Successive Prompting for Decomposing Complex Questions*. EMNLP. arXiv:2212.04092 / doi:10.18653/v1/2022.emnlp-main.81
        - **Wang2023PlanAndSolve**: Wang, Lei; Müller, Zoë (2023). *Plan-and-Solve Prompting: Improving LLM Reasoning*. arXiv:2305.04091

        """,
        MarkdownFormat.Write(Sample.Answer, showQuotes: false));

    [Fact]
    public void Quotes_follow_the_paragraph_that_they_back() => Assert.StartsWith(
        """
        Successive prompting gains 5% in F1 [Dua2022SuccessivePrompting].

        > - “We find \*it\* in 2022.” [Dua2022SuccessivePrompting, arxiv:2212.04092#2v1]

        ## References
        """,
        MarkdownFormat.Write(Sample.Answer with { Claims = [Sample.Gain, Sample.Gain] }, showQuotes: true).Replace(
            "[Dua2022SuccessivePrompting]. Successive prompting gains 5% in F1 ", "", StringComparison.Ordinal));

    [Fact]
    public void A_part_without_an_answer_is_named_after_the_others() => Assert.Contains(
        "\n\n*Not answered: How bright is \\*snow\\*?* The library holds no passage that answers this.\n\n## References",
        MarkdownFormat.Write(Sample.Answer with { Gaps = [new Gap("How bright is *snow*?", "The library holds no passage that answers this.")] }, showQuotes: false),
        StringComparison.Ordinal);

    [Fact]
    public void An_abstention_gives_its_reason_and_where_to_look() => Assert.Equal(
        """
        The library does not answer this.

        Nearest papers:

        - **Wang2023PlanAndSolve**: Wang, Lei; Müller, Zoë (2023). *Plan-and-Solve Prompting: Improving LLM Reasoning*. arXiv:2305.04091
        - **Dua2022SuccessivePrompting**: Dheeru Dua, Shivanshu Gupta et al. (2022). *Successive Prompting for Decomposing Complex Questions*. EMNLP. arXiv:2212.04092 / doi:10.18653/v1/2022.emnlp-main.81

        """,
        MarkdownFormat.Write(Sample.Abstention, showQuotes: true));

    [Fact]
    public void A_comparison_is_a_table_then_its_contrast_and_lists_every_column() => Assert.Equal(
        """
        | Aspect | Dua2022SuccessivePrompting | Wang2023PlanAndSolve |
        | --- | --- | --- |
        | Gain \| F1 | 5% [Dua2022SuccessivePrompting] | not reported |
        | Data | DROP, "synthetic" [Dua2022SuccessivePrompting] | ~~It gains 50%.~~ (unverified: NumberMismatch) |

        Both decompose the question [Dua2022SuccessivePrompting; Wang2023PlanAndSolve].

        ## References

        - **Dua2022SuccessivePrompting**: Dheeru Dua, Shivanshu Gupta et al. (2022). *Successive Prompting for Decomposing Complex Questions*. EMNLP. arXiv:2212.04092 / doi:10.18653/v1/2022.emnlp-main.81
        - **Wang2023PlanAndSolve**: Wang, Lei; Müller, Zoë (2023). *Plan-and-Solve Prompting: Improving LLM Reasoning*. arXiv:2305.04091

        """,
        MarkdownFormat.Write(Sample.Comparison, showQuotes: false));

    [Fact]
    public void A_review_has_a_heading_and_a_paragraph_for_each_theme() => Assert.StartsWith(
        """
        ## Decomposition

        Successive prompting gains 5% in F1 [Dua2022SuccessivePrompting]. Both decompose the question [Dua2022SuccessivePrompting; Wang2023PlanAndSolve].

        ## Planning

        ~~It gains 50%.~~ (unverified: NumberMismatch)

        ## References
        """,
        MarkdownFormat.Write(Sample.Review, showQuotes: false));

    [Fact]
    public void A_style_writes_marks_and_list() => Assert.Equal(
        """
        Successive prompting gains 5% in F1 (Dua et al., 2022). Both decompose the question (Dua et al., 2022; Wang & Müller, 2023). ~~It gains 50%.~~ (unverified: NumberMismatch)

        > - “We find \*it\* in 2022.” (Dua et al., 2022), arxiv:2212.04092#2v1
        > - “We find \*it\* in 2023.” (Wang & Müller, 2023), arxiv:2305.04091#2v1

        ## References

        - Dua, D., Gupta, S., et al. (2022). Successive prompting for decomposing complex questions. *EMNLP*. https\://doi.org/10.18653/v1/2022.emnlp-main.81
        - Wang, L., & Müller, Z. (2023). *Plan-and-solve prompting: Improving LLM reasoning* (arXiv:2305.04091). arXiv. https\://doi.org/10.48550/arXiv.2305.04091

        """.Replace(" & ", @" \& ", StringComparison.Ordinal),
        MarkdownFormat.Write(Sample.Answer, showQuotes: true, CitationStyle.Apa));

    [Fact]
    public void A_numbered_style_numbers_columns_and_list() => Assert.Equal(
        """
        | Aspect | Dua et al. \[1\] | Wang and Müller \[2\] |
        | --- | --- | --- |
        | Gain \| F1 | 5% \[1\] | not reported |
        | Data | DROP, "synthetic" \[1\] | ~~It gains 50%.~~ (unverified: NumberMismatch) |

        Both decompose the question \[1\], \[2\].

        ## References

        1. D. Dua, S. Gupta, *et al.*, “Successive prompting for decomposing complex questions,” in *EMNLP*, 2022, doi: 10.18653/v1/2022.emnlp-main.81.
        2. L. Wang and Z. Müller, “Plan-and-solve prompting: Improving LLM reasoning,” 2023, *arXiv:2305.04091*.

        """,
        MarkdownFormat.Write(Sample.Comparison, showQuotes: false, CitationStyle.Ieee));

    [Fact]
    public void A_claim_called_supported_without_a_citation_does_not_print_as_a_fact()
    {
        var bare = new Claim("Water is dry.", []) { Verdict = Verdict.Supported };

        Assert.StartsWith("~~Water is dry.~~ (unverified: Uncited)", MarkdownFormat.Write(Sample.Answer with { Claims = [bare] }, showQuotes: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img src=x>", @"\<img src=x\>")]
    [InlineData("[a](b) ![c](d)", @"\[a\](b) !\[c\](d)")]
    [InlineData("snake_case `code` **b** ~x~", @"snake\_case \`code\` \*\*b\*\* \~x\~")]
    [InlineData("&lt;b&gt;", @"\&lt;b\&gt;")]
    [InlineData("see https://evil.example or www.evil.example or a@evil.example", @"see https\://evil.example or www\.evil.example or a\@evil.example")]
    [InlineData("# Title", @"\# Title")]
    [InlineData("- item", @"\- item")]
    [InlineData("2023. A year", @"2023\. A year")]
    [InlineData("3.5 points", "3.5 points")]
    [InlineData("a\n\n# b", "a # b")]
    [InlineData("A\u202e\u001b[0m", @"A\[0m")]
    public void Paper_text_renders_as_text(string text, string markdown) =>
        Assert.StartsWith(
            markdown + "\n",
            MarkdownFormat.Write(Sample.Abstention with { Abstention = text }, showQuotes: false),
            StringComparison.Ordinal);

    [Fact]
    public void Hostile_text_adds_no_line_no_column_and_no_markup()
    {
        foreach (var (text, style) in Sample.HostileTexts().SelectMany(t => CitationStyle.All.Prepend(null).Select(s => (t, s))))
        {
            var markdown = MarkdownFormat.Write(text, showQuotes: true, style);

            Assert.DoesNotMatch(Unescaped(), markdown);
            Assert.All(markdown.Split('\n').Where(l => l.StartsWith('|')), row => Assert.Equal(3, Bar().Count(row)));
            Assert.DoesNotContain('\u001b', markdown);
        }
    }

    [GeneratedRegex(@"(?<!\\)[<`]|(?<!\\)\]\(|[a-z]://")]
    private static partial Regex Unescaped();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
