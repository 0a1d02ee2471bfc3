using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>
/// What a model got wrong, in words it can act on: what was wrong, its value, what to do. Each check returns null when
/// all is well.
/// </summary>
internal static class Input
{
    public const int MaxQuestion = 2000;

    // Enough to recognise one's own words by.
    private const int MaxEcho = 80;

    public static string? CheckText(string name, string text, int maxLength = MaxQuestion) =>
        string.IsNullOrWhiteSpace(text) ? $"Error: {name} is empty. Call again with words in {name}."
        : text.Length > maxLength ? $"Error: {name} has {text.Length} characters. Call again with at most {maxLength}."
        : null;

    public static string? CheckRange(string name, int value, int min, int max) =>
        value < min || value > max ? $"Error: {name} is {value}. Call again with a number from {min} to {max}." : null;

    public static string? CheckPassageId(string id, out PassageId passage)
    {
        try
        {
            passage = PassageId.FromString(id.Trim(' ', '[', ']', '"'));
            return null;
        }
        catch (FormatException)
        {
            passage = default;
            return $"Error: {Echo(id)} is not a passage id. Ids look like arxiv:2305.04091#0v1; call gather_evidence to get them.";
        }
    }

    public static string NoPaper(string name) =>
        $"Error: no paper of the library is called {Echo(name)}. Use a key, an id or words of the title; call search_papers or list_papers to find them.";

    public static string NoPassage(string id) => $"Error: the library has no passage {Echo(id)}. Call gather_evidence to get ids.";

    public static IReadOnlyList<string> Names(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string Echo(string text)
    {
        var line = SingleLine.Of(text);
        return line.Length <= MaxEcho ? $"'{line}'" : $"'{SingleLine.Of(line[..MaxEcho])}...'";
    }
}
