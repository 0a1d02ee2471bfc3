namespace ResearchAgent.Papers;

/// <summary>
/// Reads names as reading lists write them: "Ada Lovelace", "Lovelace, Ada", "van der Schaar, Mihaela", "King, Jr., Martin Luther".
/// A name in braces, "{Semantic Scholar Team}", is that of a group and has no parts.
/// </summary>
public static class PersonName
{
    /// <summary>BibTeX's word for "et al.": the list goes on with people we do not know.</summary>
    public const string Others = "others";

    private static readonly HashSet<string> Particles = new(StringComparer.OrdinalIgnoreCase)
    {
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "la", "le", "ter", "ten", "bin", "al",
    };

    private static readonly HashSet<string> Suffixes = new(StringComparer.OrdinalIgnoreCase) { "Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV" };

    /// <summary>The family name with its particles ("van der Schaar"), without "Jr." or "III".</summary>
    public static string Family(string name)
    {
        if (Group(name) is { } group)
        {
            return group;
        }

        var comma = name.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0)
        {
            return name[..comma].Trim();
        }

        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [_, .., var last] && Suffixes.Contains(last))
        {
            words = words[..^1];
        }

        if (words.Length == 0)
        {
            return "";
        }

        var start = words.Length - 1;
        while (start > 1 && Particles.Contains(words[start - 1]))
        {
            start--;
        }

        return string.Join(' ', words[start..]);
    }

    /// <summary>The name of a group, without its braces; null for a person.</summary>
    public static string? Group(string name) => name is ['{', .., '}'] ? name[1..^1].Trim() : null;

    /// <summary>The name as text shows it: a group's without its braces.</summary>
    public static string Display(string name) => Group(name) ?? name;

    /// <summary>"Wang", "Wang and Xu", "Wang et al."; null when no author is known.</summary>
    public static string? Short(IReadOnlyList<string> authors) => authors switch
    {
        [] or [Others] => null,
        [var only] => Family(only),
        [var first, var second] when second != Others => $"{Family(first)} and {Family(second)}",
        [var first, ..] => $"{Family(first)} et al.",
    };
}
