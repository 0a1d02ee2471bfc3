using ResearchAgent.Papers;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Writing.Formats;

/// <summary>Citation marks as a format prints them: our keys in brackets, or what a style makes of them.</summary>
/// <param name="styled">Null for keys.</param>
/// <param name="escape">Makes plain text safe in the format.</param>
/// <param name="emphasize">Marks up text that is already escaped.</param>
public sealed class PrintedCitations(StyledReferences? styled, Func<string, string> escape, Func<string, string> emphasize)
{
    /// <summary>Keys on a terminal.</summary>
    public static PrintedCitations Keys { get; } = new(null, text => text, text => text);

    public StyledReferences? Styled => styled;

    /// <summary>"[Wang2023PlanAndSolve]", "(Wang et al., 2023)", "[1]".</summary>
    public string Mark(IEnumerable<CitationKey> keys) => styled is null
        ? $"[{string.Join("; ", keys.Select(k => escape(k.Value)))}]"
        : Print(styled.Mark(keys));

    /// <summary>The paper as a heading: "Wang2023PlanAndSolve", "Wang et al. (2023)".</summary>
    public string Name(CitationKey key) => styled is null ? escape(key.Value) : Print(styled.Name(key));

    /// <summary>The mark of a quote, with its page: "[Wang2023PlanAndSolve p. 4]".</summary>
    public string Mark(Citation citation) => styled is null
        ? $"[{escape(citation.Key.Value)}{QuoteSource.Page(citation.Quote)}]"
        : Mark([citation.Key]) + QuoteSource.Page(citation.Quote);

    /// <summary>Where a quote stands: its paper, page and passage.</summary>
    public string Source(Citation citation) => styled is null
        ? $"[{escape(citation.Key.Value)}{QuoteSource.Page(citation.Quote)}, {escape(citation.Quote.Passage.Value)}]"
        : $"{Mark(citation)}, {escape(citation.Quote.Passage.Value)}";

    private string Print(IEnumerable<StyledRun> runs) => StyledRun.Print(runs, escape, emphasize);
}
