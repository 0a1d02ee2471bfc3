using ResearchAgent.Retrieval;
using ResearchAgent.Text;

namespace ResearchAgent.Plugins;

/// <summary>How text from papers is handed to a model.</summary>
internal static class PaperText
{
    private const string Label = "PAPER TEXT";

    /// <summary>One line each, in a marked block that no line can close.</summary>
    public static string Lines(IEnumerable<string> lines) => DataBlock.Lines(Label, lines);

    /// <summary>Text of many lines, in a marked block that it cannot close.</summary>
    public static string Block(string text) => DataBlock.Of(Label, text);

    /// <summary>The sentences that share most terms with the query, in reading order.</summary>
    public static IEnumerable<string> BestSentences(RetrievedPassage passage, int count)
    {
        var text = passage.Passage.Text;
        return SentenceSplitter.Split(text)
            .Select((span, position) => (Sentence: span.In(text), Position: position))
            .OrderByDescending(s => Terms.SetOf(s.Sentence).Count(passage.MatchedTerms.Contains))
            .ThenBy(s => s.Position)
            .Take(count)
            .OrderBy(s => s.Position)
            .Select(s => s.Sentence);
    }
}
