using System.Text.Json;
using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>
/// What a model got wrong, in words it can act on: what was wrong, its value, what to do. Each check returns null when
/// all is well.
/// </summary>
internal static partial class Input
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

    /// <summary>The papers that a list names, each once and in its order; or what is wrong with the list.</summary>
    public static async Task<(string? Error, IReadOnlyList<Paper> Papers)> PapersAsync(
        ResearchAssistant assistant, string parameter, string list, int min, int max, CancellationToken cancellationToken)
    {
        var names = Names(list);
        if (names.Length < min || names.Length > max)
        {
            return ($"Error: {parameter} is {Echo(list)}, which names {names.Length}. Call again with {min} to {max} papers and a semicolon between them.", []);
        }

        var papers = new List<Paper>();
        foreach (var name in names)
        {
            if (CheckText(parameter, name) is { } error)
            {
                return (error, []);
            }

            if (await assistant.ResolveAsync(name, cancellationToken) is not { } paper)
            {
                return (NoPaper(name), []);
            }

            if (!papers.Exists(p => p.Id == paper.Id))
            {
                papers.Add(paper);
            }
        }

        return papers.Count >= min
            ? (null, papers)
            : ($"Error: {parameter} is {Echo(list)}, which names only {papers[0].Key}. Call again with {min} to {max} different papers.", []);
    }

    public static string Echo(string text)
    {
        var line = SingleLine.Of(text);
        return line.Length <= MaxEcho ? $"'{line}'" : $"'{SingleLine.Of(line[..MaxEcho])}...'";
    }

    // What was asked for, and what models send instead: a JSON array, a line each, keys with commas.
    private static string[] Names(string list)
    {
        var names = FromJson(list) ?? list.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names is [var one] && one.Split(',', StringSplitOptions.TrimEntries) is { Length: > 1 } parts && parts.All(p => KeyPattern().IsMatch(p)) ? parts : names;
    }

    private static string[]? FromJson(string list)
    {
        try
        {
            return list.AsSpan().TrimStart() is ['[', ..] ? JsonSerializer.Deserialize<string[]>(list)?.Where(n => !string.IsNullOrWhiteSpace(n)).ToArray() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // "[Wang2023PlanAndSolve]" is a key in brackets. Half a surrogate pair in a string is an InvalidOperationException.
            return null;
        }
    }

    // A title may hold commas; a key is one word with a year or a capital in it.
    [GeneratedRegex(@"\A\[?(?=\w*[a-z][A-Z0-9])[A-Za-z0-9]+\]?\z")]
    private static partial Regex KeyPattern();
}
