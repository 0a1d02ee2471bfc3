using System.Collections.Frozen;

namespace ResearchAgent.Text;

/// <summary>English function words that never decide what a text is about.</summary>
public static class StopWords
{
    private static readonly FrozenSet<string> Words = Resource.Lines("ResearchAgent.Text.StopWords.txt").ToFrozenSet();

    /// <param name="word">In lower case.</param>
    public static bool Contains(string word) => Words.Contains(word);
}
