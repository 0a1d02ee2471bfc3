using System.Globalization;
using System.Text;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Writing.Formats;

/// <summary>
/// CommonMark with GitHub's tables and strike-through. Only our own marks are markup: paper text renders as text,
/// never as HTML, emphasis or a link. A claim that is not supported is struck out and says why.
/// </summary>
public static class MarkdownFormat
{
    private const string NotReported = "not reported";

    /// <param name="showQuotes">Adds under each paragraph the quotes that back it.</param>
    /// <param name="style">How citations and references are written; null for keys and a plain list.</param>
    public static string Write(GroundedText text, bool showQuotes, CitationStyle? style = null)
    {
        var cited = new PrintedCitations(style?.List(ReferenceText.Listed(text)), Escape, Italic);
        List<string> blocks = text switch
        {
            Answer { Abstention: { } reason } abstained => Abstention(reason, abstained.Nearest, cited),
            Answer answer => [.. Paragraph(answer.Claims, showQuotes, cited), .. answer.Gaps.Select(g => $"*Not answered: {Escape(g.Question)}* {Escape(g.Reason)}")],
            Comparison comparison => [Table(comparison, cited), .. Paragraph(comparison.Contrast, showQuotes: false, cited), .. Quotes(comparison.AllClaims(), showQuotes, cited)],
            Review review => [.. review.Themes.SelectMany(t => Paragraph(t.Claims, showQuotes, cited).Prepend("## " + Escape(t.Label)))],
            Contradictions contradictions => [.. Pairs(contradictions, showQuotes, cited)],
            _ => throw new NotSupportedException($"Markdown of {text.GetType().Name} is not defined. Add it to MarkdownFormat."),
        };
        if (text is not Answer { Abstained: true })
        {
            blocks.AddRange(References(ReferenceText.Listed(text), cited));
        }

        return string.Join("\n\n", blocks.Where(b => b.Length > 0)) + "\n";
    }

    /// <summary>One item a reference, in the style's order.</summary>
    public static string Write(StyledReferences references) =>
        string.Concat(references.Entries.Select(e => Item(e) + "\n"));

    private static List<string> Abstention(string reason, IReadOnlyList<Reference> nearest, PrintedCitations cited) =>
        nearest.Count == 0 ? [Escape(reason)] : [Escape(reason), "Nearest papers:", List(nearest, cited)];

    private static IEnumerable<string> Paragraph(IReadOnlyList<Claim> claims, bool showQuotes, PrintedCitations cited) =>
        [string.Join(' ', claims.Select(c => Sentence(c, cited))), .. Quotes(claims, showQuotes, cited)];

    private static string Sentence(Claim claim, PrintedCitations cited) => Print(PrintedClaim.Sentence(claim), cited);

    private static IEnumerable<string> Pairs(Contradictions contradictions, bool showQuotes, PrintedCitations cited) =>
        contradictions.Pairs.Count == 0
            ? [$"No contradictions found among {contradictions.Sentences} sentences of {contradictions.Papers} papers."]
            : contradictions.Pairs.SelectMany((p, i) => (string[])
            [
                string.Create(CultureInfo.InvariantCulture, $"## {i + 1}. {Escape(p.Subject)}"),
                Escape(p.Reason + (p.WithinOnePaper ? ", within one paper" : "")),
                $"- {Sentence(p.First, cited)}\n- {Sentence(p.Second, cited)}",
                .. Quotes([p.First, p.Second], showQuotes, cited),
            ]).Prepend("Candidates for a person to judge: both sentences of a pair may hold under conditions that they do not state.");

    private static string Table(Comparison comparison, PrintedCitations cited)
    {
        var table = new StringBuilder("| Aspect |");
        foreach (var paper in comparison.Papers)
        {
            table.Append(CultureInfo.InvariantCulture, $" {cited.Name(paper.Key)} |");
        }

        table.Append("\n| --- |").Append(string.Concat(Enumerable.Repeat(" --- |", comparison.Papers.Count)));
        foreach (var row in comparison.Rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"\n| {Escape(row.Aspect)} |");
            foreach (var cell in row.Cells)
            {
                table.Append(CultureInfo.InvariantCulture, $" {(cell is null ? NotReported : Print(PrintedClaim.Cell(cell), cited))} |");
            }
        }

        return table.ToString();
    }

    private static string Print(PrintedClaim claim, PrintedCitations cited) => claim.IsFact
        ? $"{Escape(claim.Body)} {cited.Mark(claim.Keys)}{claim.Stop}"
        : $"~~{Escape(claim.Body + claim.Stop)}~~ (unverified: {claim.Verdict})";

    private static IEnumerable<string> Quotes(IEnumerable<Claim> claims, bool showQuotes, PrintedCitations cited)
    {
        var citations = showQuotes ? claims.SelectMany(c => c.Citations).Distinct().ToList() : [];
        return citations.Count == 0 ? [] : [string.Join('\n', citations.Select(c => $"> - “{Escape(c.Quote.Text)}” {cited.Source(c)}"))];
    }

    private static IEnumerable<string> References(IReadOnlyList<Reference> references, PrintedCitations cited) =>
        references.Count == 0 ? [] : ["## References", List(references, cited)];

    private static string List(IReadOnlyList<Reference> references, PrintedCitations cited) => cited.Styled is { } styled
        ? string.Join('\n', styled.Entries.Select(Item))
        : string.Join('\n', references.Select(r => $"- **{Escape(r.Key.Value)}**: {ReferenceText.Compose(r, Escape, Italic)}"));

    private static string Item(StyledEntry entry) =>
        (entry.Number is { } number ? number.ToString(CultureInfo.InvariantCulture) + ". " : "- ") + StyledRun.Print(entry.Runs, Escape, Italic);

    private static string Italic(string text) => $"*{text}*";

    internal static string Escape(string text)
    {
        var line = SingleLine.Of(text);
        var markdown = new StringBuilder(line.Length + 8);
        var digits = line.TakeWhile(char.IsAsciiDigit).Count();
        for (var i = 0; i < line.Length; i++)
        {
            markdown.Append(IsMarkup(line, i, digits) ? "\\" : "").Append(line[i]);
        }

        return markdown.ToString();
    }

    private static bool IsMarkup(string line, int index, int digits) => line[index] switch
    {
        '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '<' or '>' or '|' or '~' or '^' or '&' or '$' or '@' => true,

        // A list, heading or rule, but only where a block can start.
        '#' or '+' or '-' or '=' => index == 0,
        '.' or ')' when index == digits && digits > 0 => index + 1 == line.Length || line[index + 1] == ' ',

        // GitHub makes links of bare addresses.
        ':' => string.CompareOrdinal(line, index, "://", 0, 3) == 0,
        '.' => index >= 3 && string.Compare(line, index - 3, "www", 0, 3, StringComparison.OrdinalIgnoreCase) == 0,
        _ => false,
    };
}
