using System.Globalization;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.McpServer.Calling;

/// <summary>How the words of papers are shown: as text in a marked block, as data in printable lines; neither without end.</summary>
internal static class Shown
{
    /// <summary>About five thousand tokens: what a model can take in of one call.</summary>
    public const int MaxCharacters = 20_000;

    // Longer than any sentence or title that a person wrote.
    private const int MaxItem = 2000;

    // The longest passage has about 480 tokens.
    private const int MaxPassage = 8000;

    /// <summary>One line each, in a block; what is cut off is said after it.</summary>
    /// <param name="less">How to get less, or the rest, as a sentence.</param>
    public static string Lines(IEnumerable<string> lines, string less) => Block(string.Join('\n', lines.Select(SingleLine.Of)), less);

    /// <inheritdoc cref="Lines"/>
    public static string Block(string text, string less, int maxCharacters = MaxCharacters)
    {
        if (text.Length <= maxCharacters)
        {
            return PaperText.Block(text);
        }

        // At the end of a line, unless that loses most of what may be shown.
        var end = text.LastIndexOf('\n', maxCharacters);
        end = end > maxCharacters / 2 ? end : maxCharacters;
        return string.Create(CultureInfo.InvariantCulture, $"{PaperText.Block(text[..end])}\n[Cut: {end} of {text.Length} characters are shown. {less}]");
    }

    /// <summary>A title, a sentence or a name as data: one line that holds no mark of a block.</summary>
    public static string Item(string text) => Cut(text, MaxItem);

    public static string Passage(string text) => Cut(text, MaxPassage);

    private static string Cut(string text, int max)
    {
        var line = DataBlock.WithoutMarks(SingleLine.Of(text.Length <= max ? text : text[..max]));
        return text.Length <= max ? line : line + "…";
    }
}
