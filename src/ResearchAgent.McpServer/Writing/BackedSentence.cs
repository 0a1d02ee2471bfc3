using System.ComponentModel;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.McpServer.Writing;

internal sealed record BackedSentence(
    [property: Description("Holds no citation marks.")] string Text,
    [property: Description("The keys to cite.")] IReadOnlyList<string> Keys,
    [property: Description("What became of checking it against its quotes; only a supported sentence is a fact.")] Verdict Verdict,
    IReadOnlyList<BackingQuote> Quotes)
{
    public static BackedSentence Of(Claim claim) =>
        new(Shown.Item(claim.Text), [.. claim.Keys.Select(k => k.Value)], claim.Verdict, [.. claim.Citations.Select(BackingQuote.Of)]);

    /// <summary>The sentence and its quotes, a line each.</summary>
    public IEnumerable<string> Lines() =>
        Quotes.Select(q => $"> {q.Line()}").Prepend($"{Text} [{string.Join("; ", Keys)}]{(Verdict == Verdict.Supported ? "" : $" (not backed: {Verdict})")}");
}

internal sealed record BackingQuote(
    string Key,
    [property: Description("The id of the passage, for read_passage.")] string Passage,
    [property: Description("The page of the paper's file; null for a text without pages.")] int? Page,
    [property: Description("Verbatim.")] string Text)
{
    public static BackingQuote Of(Citation citation) =>
        new(citation.Key.Value, citation.Quote.Passage.Value, citation.Quote.Page, Shown.Item(citation.Quote.Text));

    public string Line() => $"“{Text}” [{Key}{(Page is { } page ? $" p. {page.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "")}] {Passage}";
}

internal sealed record NamedPaper(string Key, string Title)
{
    public static NamedPaper Of(Reference reference) => new(reference.Key.Value, Shown.Item(reference.Title));

    public string Line() => $"[{Key}] {Title}";
}

/// <param name="Text">As a list of references prints it.</param>
internal sealed record CitedReference(string Key, string Text)
{
    public static CitedReference Of(Reference reference) => new(reference.Key.Value, Shown.Item(ReferenceText.Line(reference)));

    public string Line() => $"[{Key}] {Text}";
}
