using ResearchAgent.Papers;

namespace ResearchAgent.Web.Rendering;

/// <summary>A piece of a paragraph.</summary>
/// <param name="IsFirstOfQuote">The page opens here.</param>
internal readonly record struct TextRun(string Text, bool IsQuote, bool IsFirstOfQuote);

/// <summary>Where in a paper's text a quote stands.</summary>
public sealed record QuotePlace(Section Section, int Start, int Length, int? Page)
{
    public string Text => Section.Text.Substring(Start, Length);

    /// <param name="start">In the passage; null marks all of it.</param>
    /// <returns>Null when the paper has no such passage or the passage no such part: it was read again since.</returns>
    public static QuotePlace? Of(Paper paper, IReadOnlyList<Passage> passages, int position, int? start, int? length)
    {
        var passage = passages.FirstOrDefault(p => p.Id.Position == position);
        var section = passage is null ? null : paper.Sections.FirstOrDefault(s =>
            s.Heading == passage.Heading && string.CompareOrdinal(s.Text, passage.Start, passage.Text, 0, passage.Text.Length) == 0 && passage.Start + passage.Text.Length <= s.Text.Length);
        if (passage is null || section is null)
        {
            return null;
        }

        var (from, count) = (start ?? 0, length ?? (start is null ? passage.Text.Length : 0));
        return from < 0 || count <= 0 || count > passage.Text.Length - from ? null : new QuotePlace(section, passage.Start + from, count, passage.Pages.PageAt(from));
    }
}

/// <summary>A section's text as paragraphs, with the quote in them told from the rest.</summary>
internal static class MarkedText
{
    private const string ParagraphBreak = "\n\n";

    public static IEnumerable<IReadOnlyList<TextRun>> Paragraphs(Section section, QuotePlace? quote)
    {
        var (from, to) = ReferenceEquals(quote?.Section, section) ? (quote!.Start, quote.Start + quote.Length) : (0, 0);
        var isFirst = true;
        for (var start = 0; start < section.Text.Length;)
        {
            var end = section.Text.IndexOf(ParagraphBreak, start, StringComparison.Ordinal) is >= 0 and var found ? found : section.Text.Length;
            var runs = new List<TextRun>();
            Add(start, Math.Clamp(from, start, end), false);
            Add(Math.Clamp(from, start, end), Math.Clamp(to, start, end), true);
            Add(Math.Clamp(to, start, end), end, false);
            if (runs.Count > 0)
            {
                yield return runs;
            }

            start = end + ParagraphBreak.Length;

            void Add(int begin, int stop, bool isQuote)
            {
                if (stop > begin)
                {
                    runs.Add(new TextRun(section.Text[begin..stop], isQuote, isQuote && isFirst));
                    isFirst &= !isQuote;
                }
            }
        }
    }
}
