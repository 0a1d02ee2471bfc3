using System.Globalization;
using System.Text;
using ResearchAgent.Papers;

namespace ResearchAgent.Writing.Formats;

/// <summary>
/// CommonMark with GitHub's tables and strike-through. Only our own marks are markup: paper text renders as text,
/// never as HTML, emphasis or a link. A claim that is not supported is struck out and says why.
/// </summary>
public static class MarkdownFormat
{
    private const string NotReported = "not reported";

    /// <param name="showQuotes">Adds under each paragraph the quotes that back it.</param>
    public static string Write(GroundedText text, bool showQuotes)
    {
        List<string> blocks = text switch
        {
            Answer { Abstention: { } reason } abstained => Abstention(reason, abstained.Nearest),
            Answer answer => [.. Paragraph(answer.Claims, showQuotes), .. answer.Gaps.Select(g => $"*Not answered: {Escape(g.Question)}* {Escape(g.Reason)}")],
            Comparison comparison => [Table(comparison), .. Paragraph(comparison.Contrast, showQuotes: false), .. Quotes(comparison.AllClaims(), showQuotes)],
            Review review => [.. review.Themes.SelectMany(t => Paragraph(t.Claims, showQuotes).Prepend("## " + Escape(t.Label)))],
            Contradictions contradictions => [.. Pairs(contradictions, showQuotes)],
            _ => throw new NotSupportedException($"Markdown of {text.GetType().Name} is not defined. Add it to MarkdownFormat."),
        };
        if (text is not Answer { Abstained: true })
        {
            blocks.AddRange(References(ReferenceText.Listed(text)));
        }

        return string.Join("\n\n", blocks.Where(b => b.Length > 0)) + "\n";
    }

    private static List<string> Abstention(string reason, IReadOnlyList<Reference> nearest) =>
        nearest.Count == 0 ? [Escape(reason)] : [Escape(reason), "Nearest papers:", List(nearest)];

    private static IEnumerable<string> Paragraph(IReadOnlyList<Claim> claims, bool showQuotes) =>
        [string.Join(' ', claims.Select(Sentence)), .. Quotes(claims, showQuotes)];

    private static string Sentence(Claim claim) => Print(PrintedClaim.Sentence(claim));

    private static IEnumerable<string> Pairs(Contradictions contradictions, bool showQuotes) =>
        contradictions.Pairs.Count == 0
            ? [$"No contradictions found among {contradictions.Sentences} sentences of {contradictions.Papers} papers."]
            : contradictions.Pairs.SelectMany((p, i) => (string[])
            [
                string.Create(CultureInfo.InvariantCulture, $"## {i + 1}. {Escape(p.Subject)}"),
                Escape(p.Reason + (p.WithinOnePaper ? ", within one paper" : "")),
                $"- {Sentence(p.First)}\n- {Sentence(p.Second)}",
                .. Quotes([p.First, p.Second], showQuotes),
            ]).Prepend("Candidates for a person to judge: both sentences of a pair may hold under conditions that they do not state.");

    private static string Table(Comparison comparison)
    {
        var table = new StringBuilder("| Aspect |");
        foreach (var paper in comparison.Papers)
        {
            table.Append(CultureInfo.InvariantCulture, $" {Escape(paper.Key.Value)} |");
        }

        table.Append("\n| --- |").Append(string.Concat(Enumerable.Repeat(" --- |", comparison.Papers.Count)));
        foreach (var row in comparison.Rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"\n| {Escape(row.Aspect)} |");
            foreach (var cell in row.Cells)
            {
                table.Append(CultureInfo.InvariantCulture, $" {(cell is null ? NotReported : Print(PrintedClaim.Cell(cell)))} |");
            }
        }

        return table.ToString();
    }

    private static string Print(PrintedClaim claim) => claim.IsFact
        ? $"{Escape(claim.Body)} [{string.Join("; ", claim.Keys.Select(k => Escape(k.Value)))}]{claim.Stop}"
        : $"~~{Escape(claim.Body + claim.Stop)}~~ (unverified: {claim.Verdict})";

    private static IEnumerable<string> Quotes(IEnumerable<Claim> claims, bool showQuotes)
    {
        var citations = showQuotes ? claims.SelectMany(c => c.Citations).Distinct().ToList() : [];
        return citations.Count == 0 ? [] : [string.Join('\n', citations.Select(QuoteItem))];
    }

    private static string QuoteItem(Citation citation) =>
        $"> - “{Escape(citation.Quote.Text)}” [{Escape(citation.Key.Value)}{QuoteSource.Page(citation.Quote)}, {Escape(citation.Quote.Passage.Value)}]";

    private static IEnumerable<string> References(IReadOnlyList<Reference> references) =>
        references.Count == 0 ? [] : ["## References", List(references)];

    private static string List(IEnumerable<Reference> references) => string.Join('\n', references.Select(
        r => $"- **{Escape(r.Key.Value)}**: {ReferenceText.Compose(r, Escape, title => $"*{title}*")}"));

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
