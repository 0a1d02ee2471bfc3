using System.Text.RegularExpressions;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;
using Xunit;

namespace ResearchAgent.Tests.Formats;

public sealed partial class LatexFormatTests
{
    [Theory]
    [InlineData("ieee", @"  \bibitem{Wang2023PlanAndSolve} L. Wang and Z. Müller, ``Plan-and-solve prompting: Improving LLM reasoning,'' 2023, \emph{arXiv:2305.04091}.")]
    [InlineData("apa", @"  \bibitem[{Wang \& Müller, 2023}]{Wang2023PlanAndSolve} Wang, L., \& Müller, Z. (2023). \emph{Plan-and-solve prompting: Improving LLM reasoning} (arXiv:2305.04091). arXiv. https://doi.org/10.48550/arXiv.2305.04091")]
    public void A_styled_list_is_a_bibliography_of_its_own(string style, string item) => Assert.Equal(
        $"\\begin{{thebibliography}}{{9}}\n{item}\n\\end{{thebibliography}}\n",
        LatexFormat.Write(CitationStyle.Find(style)!.List([Sample.Wang])));

    [Fact]
    public void A_part_without_an_answer_is_named_after_the_others() => Assert.Contains(
        "\n\n\\emph{Not answered: How bright is 50\\% of snow?} Nothing answers this.",
        LatexFormat.Write(Sample.Answer with { Gaps = [new Gap("How bright is 50% of snow?", "Nothing answers this.")] }),
        StringComparison.Ordinal);

    [Fact]
    public void A_review_is_sections_with_citations_before_the_full_stop() => Assert.Equal(
        """
        % Written by ResearchAgent. Cites keys of the .bib file that --bib writes.
        \section*{Prompting \& planning}

        \subsection*{Decomposition}
        Successive prompting gains 5\% in F1~\cite{Dua2022SuccessivePrompting}.
        Both decompose the question~\cite{Dua2022SuccessivePrompting,Wang2023PlanAndSolve}.

        \subsection*{Planning}
        \emph{[unverified] It gains 50\%.}

        """,
        LatexFormat.Write(Sample.Review));

    [Fact]
    public void Related_work_is_headed_as_papers_head_it() =>
        Assert.Contains(@"\section*{Related work}", LatexFormat.Write(Sample.Review with { IsRelatedWork = true }), StringComparison.Ordinal);

    [Fact]
    public void A_comparison_is_a_tabular_as_wide_as_the_line() => Assert.Equal(
        """
        % Written by ResearchAgent. Cites keys of the .bib file that --bib writes.
        \section*{Compare Dua and Wang}

        \noindent
        \begin{tabular}{p{0.18\linewidth}p{0.357\linewidth}p{0.357\linewidth}}
        \hline
        Aspect & \cite{Dua2022SuccessivePrompting} & \cite{Wang2023PlanAndSolve} \\
        \hline
        Gain \textbar{} F1 & 5\%~\cite{Dua2022SuccessivePrompting} & not reported \\
        Data & DROP, ``synthetic''~\cite{Dua2022SuccessivePrompting} & \emph{[unverified] It gains 50\%.} \\
        \hline
        \end{tabular}

        Both decompose the question~\cite{Dua2022SuccessivePrompting,Wang2023PlanAndSolve}.

        """,
        LatexFormat.Write(Sample.Comparison));

    [Fact]
    public void An_abstention_lists_the_nearest_papers() => Assert.Equal(
        """
        % Written by ResearchAgent. Cites keys of the .bib file that --bib writes.
        \section*{What is the boiling point of water?}

        The library does not answer this.

        Nearest papers:
        \begin{itemize}
          \item Wang, Lei; Müller, Zoë (2023). \emph{Plan-and-Solve Prompting: Improving LLM Reasoning}. arXiv:2305.04091~\cite{Wang2023PlanAndSolve}
          \item Dheeru Dua, Shivanshu Gupta et al. (2022). \emph{Successive Prompting for Decomposing Complex Questions}. EMNLP. arXiv:2212.04092 / doi:10.18653/v1/2022.emnlp-main.81~\cite{Dua2022SuccessivePrompting}
        \end{itemize}

        """,
        LatexFormat.Write(Sample.Abstention));

    [Fact]
    public void Every_cited_key_has_a_BibTeX_entry()
    {
        foreach (var text in (GroundedText[])[Sample.Answer, Sample.Abstention, Sample.Comparison, Sample.Review])
        {
            var entries = BibTexGrammar.Parse(BibTexFormat.Write(text));

            Assert.All(Cite().Matches(LatexFormat.Write(text)).SelectMany(m => m.Groups[1].Value.Split(',')), key => Assert.Contains(key, entries.Keys));
        }
    }

    [Fact]
    public void Hostile_text_brings_no_command_comment_or_open_group()
    {
        foreach (var text in Sample.HostileTexts())
        {
            var latex = LatexFormat.Write(text);
            var body = latex[latex.IndexOf('\n', StringComparison.Ordinal)..];

            Assert.Equal(body.Count(c => c == '{'), body.Count(c => c == '}'));
            Assert.DoesNotMatch(CommentOrCommand(), body);
            Assert.DoesNotContain(@"\\*", body.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\\cite\{([^}]*)\}")]
    private static partial Regex Cite();

    [GeneratedRegex(@"(?<!\\)%|\\(?:input|write|def)\b")]
    private static partial Regex CommentOrCommand();
}
