using System.Globalization;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ResearchAgent.Cli;

/// <summary>An answer on the terminal: prose with keys, the quotes if wished, confidence, references.</summary>
internal static class AnswerView
{
    private static readonly Style Faint = new(decoration: Decoration.Dim);

    /// <param name="numbered">Counts the papers that are cited, when there are several, so that a person can speak of the second one.</param>
    public static void Show(Terminal terminal, Answer answer, bool showQuotes, bool numbered = false)
    {
        if (answer.Abstained)
        {
            terminal.Paragraph($"No answer: {answer.Abstention}");
            if (answer.Nearest.Count > 0)
            {
                terminal.Paragraph("Nearest papers:");
                References(terminal, answer.Nearest);
            }

            if (answer.Trace.Writer.Model is not null)
            {
                terminal.Line();
                WrittenBy(terminal, answer);
            }

            return;
        }

        terminal.Paragraph(string.Join(' ', answer.Claims.Select(Sentence)));
        terminal.Line();
        foreach (var gap in answer.Gaps)
        {
            terminal.Paragraph($"Not answered: {SingleLine.Of(gap.Question)} {gap.Reason}");
            terminal.Line();
        }

        if (showQuotes)
        {
            Quotes(terminal, answer.Claims);
        }

        var quotes = answer.Claims.Sum(c => c.Citations.Count);
        terminal.Paragraph(string.Create(CultureInfo.InvariantCulture, $"Confidence {answer.Confidence:F2}; {quotes} {(quotes == 1 ? "quote" : "quotes")} located. {WriterNote.Of(answer.Trace.Writer)}"), Faint);
        terminal.Line();
        References(terminal, answer.References, numbered && answer.References.Count > 1);
    }

    /// <summary>One faint line: who wrote, and why the model did not, if it did not.</summary>
    public static void WrittenBy(Terminal terminal, GroundedText text)
    {
        terminal.Paragraph(WriterNote.Of(text.Trace.Writer), Faint);
        terminal.Line();
    }

    /// <summary>The claim with its keys before its final mark; an unsupported one is marked, never told as a fact.</summary>
    public static string Sentence(Claim claim)
    {
        var text = SingleLine.Of(claim.Text);
        if (claim.Verdict != Verdict.Supported)
        {
            return $"(unverified, {claim.Verdict}: {text})";
        }

        var end = text.Length > 0 && text[^1] is '.' or '!' or '?' ? text[^1..] : "";
        return $"{text[..^end.Length]} [{string.Join("; ", claim.Keys)}]{end}";
    }

    public static void Quotes(Terminal terminal, IEnumerable<Claim> claims)
    {
        foreach (var citation in claims.SelectMany(c => c.Citations).Distinct())
        {
            terminal.Paragraph($"[{citation.Key}{QuoteSource.Page(citation.Quote)}] {citation.Quote.Passage}, character {citation.Quote.Start}: \"{SingleLine.Of(citation.Quote.Text)}\"", Faint, indent: 2);
        }

        terminal.Line();
    }

    public static void References(Terminal terminal, IEnumerable<Reference> references, bool numbered = false)
    {
        foreach (var (number, reference) in references.Index())
        {
            terminal.Paragraph($"{(numbered ? $"{number + 1}. " : "")}[{reference.Key}] {ReferenceText.Line(reference)}", indent: 2);
        }
    }

    /// <summary>Plain text as a table cell; never read as markup. (A helper because our own namespace Text hides Spectre's type.)</summary>
    public static IRenderable Cell(string text, Decoration decoration = Decoration.None) => new Spectre.Console.Text(text, new Style(decoration: decoration));
}
