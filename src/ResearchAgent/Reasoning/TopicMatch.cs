using ResearchAgent.Retrieval;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning;

/// <summary>Is a passage on a topic, or does it merely hold the topic's words apart from each other?</summary>
public static class TopicMatch
{
    /// <summary>Two words of a topic belong together up to this far apart, stop words not counted: "compute at test time".</summary>
    private const int MaxDistance = 2;

    /// <param name="terms">The topic's stems in order.</param>
    /// <returns>For one word: the passage or title holds it. For more: two neighbouring words of the topic stand close together.</returns>
    public static bool IsOnTopic(IReadOnlyList<string> terms, RetrievedPassage passage)
    {
        var text = Terms.Of(passage.Paper.Title + ". " + passage.Passage.Text).ToList();
        return terms.Count < 2
            ? terms.All(text.Contains)
            : terms.Zip(terms.Skip(1)).Any(pair => Enumerable.Range(0, text.Count).Any(i =>
                text[i] == pair.First && text[Math.Max(0, i - MaxDistance)..Math.Min(text.Count, i + MaxDistance + 1)].Contains(pair.Second)));
    }
}
