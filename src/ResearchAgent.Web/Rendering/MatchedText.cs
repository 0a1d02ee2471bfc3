using ResearchAgent.Retrieval;
using ResearchAgent.Text;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Rendering;

/// <summary>A passage as a search shows it: about its best sentence, cut up into what a search term matches and what not.</summary>
internal sealed record MatchedText
{
    private const int MaxCharacters = 640;

    public required IReadOnlyList<TextPart> Parts { get; init; }

    /// <summary>The matched words of passage and title as they are written, each once, in lower case.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The sentence that holds most of the terms, in the passage's text.</summary>
    public required SentenceSpan Best { get; init; }

    public required bool IsCutBefore { get; init; }

    public required bool IsCutAfter { get; init; }

    public static MatchedText Of(RetrievedPassage found)
    {
        var text = found.Passage.Text;
        var terms = found.MatchedTerms.ToHashSet(StringComparer.Ordinal);
        var sentences = SentenceSplitter.Split(text);
        var best = sentences.Count == 0 ? 0 : Enumerable.Range(0, sentences.Count).MaxBy(i => Terms.SetOf(sentences[i].In(text)).Count(terms.Contains));
        var (first, last) = Around(sentences, best);
        var (start, end) = sentences.Count == 0 ? (0, text.Length) : (sentences[first].Start, sentences[last].End);
        var parts = Mark(SingleLine.Of(text[start..end]), terms).ToList();
        return new MatchedText
        {
            Parts = parts,
            Words = [.. Mark(found.Paper.Title, terms).Concat(parts).Where(p => p.IsMatch).Select(p => p.Text.ToLowerInvariant()).Distinct(StringComparer.Ordinal)],
            Best = sentences.Count == 0 ? new SentenceSpan(0, text.Length) : sentences[best],
            IsCutBefore = first > 0,
            IsCutAfter = last < sentences.Count - 1,
        };
    }

    /// <summary>The text in parts, in order and without gaps.</summary>
    public static IEnumerable<TextPart> Mark(string text, IReadOnlySet<string> terms)
    {
        var done = 0;
        foreach (var (start, length) in Tokenizer.Spans(text))
        {
            var word = Tokenizer.Fold(text.AsSpan(start, length));
            if (StopWords.Contains(word) || !terms.Contains(Stemmer.Stem(word)))
            {
                continue;
            }

            if (start > done)
            {
                yield return new TextPart(text[done..start], false);
            }

            yield return new TextPart(text.Substring(start, length), true);
            done = start + length;
        }

        if (done < text.Length)
        {
            yield return new TextPart(text[done..], false);
        }
    }

    // The sentences after it say more of what it says than those before.
    private static (int First, int Last) Around(IReadOnlyList<SentenceSpan> sentences, int best)
    {
        var (first, last) = (best, best);
        while (last + 1 < sentences.Count && sentences[last + 1].End - sentences[first].Start <= MaxCharacters)
        {
            last++;
        }

        while (first > 0 && sentences[last].End - sentences[first - 1].Start <= MaxCharacters)
        {
            first--;
        }

        return (first, last);
    }
}

internal readonly record struct TextPart(string Text, bool IsMatch);
