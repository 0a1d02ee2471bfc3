using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Ingestion;

/// <summary>
/// Cuts a paper into passages of at most <see cref="MaxTokens"/> tokens, at section and sentence bounds; a short rest
/// (under <see cref="MinTokens"/>) joins the passage before it where that still fits 1.25 times the maximum. Passages
/// do not overlap and together cover every sentence. A sentence longer than a passage becomes one alone.
/// </summary>
public static class PassageSplitter
{
    /// <summary>Raised whenever the same text would be split differently: it is part of every <see cref="PassageId"/>.</summary>
    public const int Version = 1;

    public const int MinTokens = 120;
    public const int MaxTokens = 440;

    /// <summary>Tokens of a LLaMA-like vocabulary per English word of scientific prose, roughly.</summary>
    private const double TokensPerWord = 1.35;

    public static IReadOnlyList<Passage> Split(PaperId paper, IReadOnlyList<Section> sections)
    {
        var passages = new List<Passage>();
        foreach (var section in sections)
        {
            foreach (var (start, end) in Cut(section.Text))
            {
                var id = new PassageId(paper, passages.Count, Version);
                passages.Add(new Passage(id, section.Heading, start, section.Text[start..end]) { Pages = section.Pages.Slice(start, end - start) });
            }
        }

        return passages;
    }

    private static List<(int Start, int End)> Cut(string text)
    {
        var pieces = new List<(int Start, int End, double Tokens)>();
        foreach (var sentence in SentenceSplitter.Split(text))
        {
            var tokens = TokensPerWord * Tokenizer.Spans(sentence.In(text)).Count();
            if (pieces is [.., var last] && last.Tokens + tokens <= MaxTokens)
            {
                pieces[^1] = (last.Start, sentence.End, last.Tokens + tokens);
            }
            else
            {
                pieces.Add((sentence.Start, sentence.End, tokens));
            }
        }

        if (pieces is [.., var before, var rest] && rest.Tokens < MinTokens && before.Tokens + rest.Tokens <= MaxTokens * 1.25)
        {
            pieces[^2] = (before.Start, rest.End, before.Tokens + rest.Tokens);
            pieces.RemoveAt(pieces.Count - 1);
        }

        return [.. pieces.Select(p => (p.Start, p.End))];
    }
}
