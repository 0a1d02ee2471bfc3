using System.Globalization;
using System.Text;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Writing.Formats;

/// <summary>
/// A fragment to <c>\input</c>: headings, paragraphs and <c>\cite</c>, needing no package. Its keys are those of
/// <see cref="BibTexFormat.Write(GroundedText)"/>.
/// </summary>
public static class LatexFormat
{
    private const string Heading = "% Written by ResearchAgent. Cites keys of the .bib file that --bib writes.\n";

    // LaTeX puts 6pt on each side of a column: about 0.035 of a 345pt line.
    private const double ColumnGap = 0.035;

    // The aspect is a word or two.
    private const double AspectShare = 0.18;

    public static string Write(GroundedText text)
    {
        IEnumerable<string> blocks = text switch
        {
            Answer answer => [Section(answer.Question), .. Body(answer)],
            Comparison comparison => [Section(comparison.Request), Table(comparison), Paragraph(comparison.Contrast)],
            Review review => [Section(review.IsRelatedWork ? "Related work" : review.Topic), .. review.Themes.Select(Subsection)],
            Contradictions contradictions => [Section(contradictions.Topic is { } topic ? "Disagreements on " + topic : "Disagreements"), .. contradictions.Pairs.Select(Pair)],
            _ => throw new NotSupportedException($"LaTeX of {text.GetType().Name} is not defined. Add it to LatexFormat."),
        };
        return Heading + string.Join("\n\n", blocks.Where(b => b.Length > 0)) + "\n";
    }

    /// <summary>A bibliography that needs no BibTeX; <c>\cite</c> with the keys of <see cref="Write(GroundedText)"/> refers to it.</summary>
    public static string Write(StyledReferences references) => references.Entries.Count == 0 ? "" :
        string.Create(CultureInfo.InvariantCulture, $"\\begin{{thebibliography}}{{{new string('9', references.Entries.Count.ToString(CultureInfo.InvariantCulture).Length)}}}\n")
        + string.Concat(references.Entries.Select(e => $"  \\bibitem{Label(references, e)}{{{LatexEscape.Key(e.Reference.Key)}}} {StyledRun.Print(e.Runs, LatexEscape.Text, t => $@"\emph{{{t}}}")}\n"))
        + "\\end{thebibliography}\n";

    // LaTeX puts the label between brackets, so those of the mark go.
    private static string Label(StyledReferences references, StyledEntry entry) => entry.Number is not null
        ? ""
        : $"[{{{LatexEscape.Text(StyledRun.Plain(references.Mark([entry.Reference.Key])).Trim('(', ')'))}}}]";

    private static string Section(string title) => $@"\section*{{{LatexEscape.Text(title)}}}";

    private static string Subsection(Theme theme) => $"\\subsection*{{{LatexEscape.Text(theme.Label)}}}\n{Paragraph(theme.Claims)}";

    private static string Pair(Disagreement pair) => $"\\subsection*{{{LatexEscape.Text(pair.Subject)}}}\n{LatexEscape.Text(pair.Reason)}.\n{Paragraph([pair.First, pair.Second])}";

    private static IEnumerable<string> Body(Answer answer) => answer.Abstention is { } reason
        ? [LatexEscape.Text(reason), Nearest(answer.Nearest)]
        : [Paragraph(answer.Claims), .. answer.Gaps.Select(g => $@"\emph{{Not answered: {LatexEscape.Text(g.Question)}}} {LatexEscape.Text(g.Reason)}")];

    private static string Nearest(IReadOnlyList<Reference> nearest) => nearest.Count == 0 ? "" :
        "Nearest papers:\n\\begin{itemize}\n"
        + string.Concat(nearest.Select(r => $"  \\item {ReferenceText.Compose(r, LatexEscape.Text, t => $@"\emph{{{t}}}")}~\\cite{{{LatexEscape.Key(r.Key)}}}\n"))
        + "\\end{itemize}";

    private static string Paragraph(IReadOnlyList<Claim> claims) =>
        string.Join('\n', claims.Select(c => Print(PrintedClaim.Sentence(c))));

    private static string Table(Comparison comparison)
    {
        var columns = comparison.Papers.Count;
        var free = 1 - AspectShare - (ColumnGap * (columns + 1));
        var share = Math.Max(0.05, Math.Floor(1000 * free / Math.Max(1, columns)) / 1000);
        var layout = string.Concat(Enumerable.Repeat(Column(share), columns));
        var table = new StringBuilder("\\noindent\n");
        table.Append(CultureInfo.InvariantCulture, $"\\begin{{tabular}}{{{Column(AspectShare)}{layout}}}\n\\hline\n");
        table.Append(Row(["Aspect", .. comparison.Papers.Select(p => $@"\cite{{{LatexEscape.Key(p.Key)}}}")])).Append("\\hline\n");
        foreach (var row in comparison.Rows)
        {
            table.Append(Row([LatexEscape.Text(row.Aspect), .. row.Cells.Select(c => c is null ? "not reported" : Print(PrintedClaim.Cell(c)))]));
        }

        return table.Append("\\hline\n\\end{tabular}").ToString();
    }

    private static string Column(double share) => string.Create(CultureInfo.InvariantCulture, $@"p{{{share:0.###}\linewidth}}");

    // The row before ends in "\\", which would take a star for its own.
    private static string Row(IReadOnlyList<string> cells) =>
        (cells[0].StartsWith('*') ? "{}" : "") + string.Join(" & ", cells) + " \\\\\n";

    private static string Print(PrintedClaim claim) => claim.IsFact
        ? $@"{LatexEscape.Text(claim.Body)}~\cite{{{string.Join(',', claim.Keys.Select(LatexEscape.Key).Distinct())}}}{LatexEscape.Text(claim.Stop)}"
        : $@"\emph{{[unverified] {LatexEscape.Text(claim.Body + claim.Stop)}}}";
}
