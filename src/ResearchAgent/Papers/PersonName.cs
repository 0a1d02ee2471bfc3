namespace ResearchAgent.Papers;

/// <summary>Reads names as reading lists write them: "Ada Lovelace", "Lovelace, Ada", "van der Schaar, Mihaela".</summary>
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

    /// <summary>"Wang", "Wang and Xu", "Wang et al."; null when no author is known.</summary>
    public static string? Short(IReadOnlyList<string> authors) => authors switch
    {
        [] or [Others] => null,
        [var only] => Family(only),
        [var first, var second] when second != Others => $"{Family(first)} and {Family(second)}",
        [var first, ..] => $"{Family(first)} et al.",
    };
}
