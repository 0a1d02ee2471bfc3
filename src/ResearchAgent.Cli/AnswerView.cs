using System.Globalization;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ResearchAgent.Cli;

/// <summary>An answer on the terminal: prose with keys, the quotes if wished, confidence, references.</summary>
internal static class AnswerView
{
    private static readonly Style Faint = new(decoration: Decoration.Dim);

    /// <param name="numbered">Counts the papers that are cited, when there are several, so that a person can speak of the second one.</param>
    /// <param name="style">How citations and references are written; null for keys.</param>
    public static void Show(Terminal terminal, Answer answer, bool showQuotes, bool numbered = false, CitationStyle? style = null)
    {
        var cited = Cited(style, answer.Abstained ? answer.Nearest : answer.References);
        if (answer.Abstained)
        {
            terminal.Paragraph($"No answer: {answer.Abstention}");
            if (answer.Nearest.Count > 0)
            {
                terminal.Paragraph("Nearest papers:");
                References(terminal, answer.Nearest, cited: cited);
            }

            if (answer.Trace.Writer.Model is not null)
            {
                terminal.Line();
                WrittenBy(terminal, answer);
            }

            return;
        }

        terminal.Paragraph(string.Join(' ', answer.Claims.Select(c => Sentence(c, cited))));
        terminal.Line();
        foreach (var gap in answer.Gaps)
        {
            terminal.Paragraph($"Not answered: {SingleLine.Of(gap.Question)} {gap.Reason}");
            terminal.Line();
        }

        if (showQuotes)
        {
            Quotes(terminal, answer.Claims, cited);
        }

        var quotes = answer.Claims.Sum(c => c.Citations.Count);
        terminal.Paragraph(string.Create(CultureInfo.InvariantCulture, $"Confidence {answer.Confidence:F2}; {quotes} {(quotes == 1 ? "quote" : "quotes")} located. {WriterLine.Of(answer.Trace.Writer)}"), Faint);
        terminal.Line();
        References(terminal, answer.References, numbered && answer.References.Count > 1, cited);
    }

    /// <summary>How a list of papers is cited on a terminal.</summary>
    /// <param name="style">Null for keys.</param>
    public static PrintedCitations Cited(CitationStyle? style, IEnumerable<Reference> references) =>
        style is null ? PrintedCitations.Keys : new PrintedCitations(style.List(references), text => text, text => text);

    /// <summary>One faint line: who wrote, and why the model did not, if it did not.</summary>
    public static void WrittenBy(Terminal terminal, GroundedText text)
    {
        terminal.Paragraph(WriterLine.Of(text.Trace.Writer), Faint);
        terminal.Line();
    }

    /// <summary>The claim with its keys before its final mark; an unsupported one is marked, never told as a fact.</summary>
    public static string Sentence(Claim claim) => Sentence(claim, PrintedCitations.Keys);

    public static string Sentence(Claim claim, PrintedCitations cited)
    {
        var text = SingleLine.Of(claim.Text);
        if (claim.Verdict != Verdict.Supported)
        {
            return $"(unverified, {claim.Verdict}: {text})";
        }

        var end = text.Length > 0 && text[^1] is '.' or '!' or '?' ? text[^1..] : "";
        return $"{text[..^end.Length]} {cited.Mark(claim.Keys)}{end}";
    }

    public static void Quotes(Terminal terminal, IEnumerable<Claim> claims, PrintedCitations? cited = null)
    {
        cited ??= PrintedCitations.Keys;
        foreach (var citation in claims.SelectMany(c => c.Citations).Distinct())
        {
            terminal.Paragraph($"{cited.Mark(citation)} {citation.Quote.Passage}, character {citation.Quote.Start}: \"{SingleLine.Of(citation.Quote.Text)}\"", Faint, indent: 2);
        }

        terminal.Line();
    }

    public static void References(Terminal terminal, IEnumerable<Reference> references, bool numbered = false, PrintedCitations? cited = null)
    {
        if (cited?.Styled is { } styled)
        {
            Styled(terminal, styled, indent: 2);
            return;
        }

        foreach (var (number, reference) in references.Index())
        {
            terminal.Paragraph($"{(numbered ? $"{number + 1}. " : "")}[{reference.Key}] {ReferenceText.Line(reference)}", indent: 2);
        }
    }

    /// <summary>A styled list in its own order and with its own numbers.</summary>
    public static void Styled(Terminal terminal, StyledReferences styled, int indent)
    {
        foreach (var entry in styled.Entries)
        {
            var number = entry.Number is { } value ? value.ToString(CultureInfo.InvariantCulture) + ". " : "";
            terminal.Paragraph(number + StyledRun.Plain(entry.Runs), indent: indent);
        }
    }

    /// <summary>Plain text as a table cell; never read as markup. (A helper because our own namespace Text hides Spectre's type.)</summary>
    public static IRenderable Cell(string text, Decoration decoration = Decoration.None) => new Spectre.Console.Text(text, new Style(decoration: decoration));
}
