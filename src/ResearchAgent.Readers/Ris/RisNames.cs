using ResearchAgent.Bibliographies;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Ris;

/// <summary>Names as RIS, Web of Science and EndNote write them: "Family, Given", "Family,Given,Jr.", "Fanning E."; one with a comma at its end is a group.</summary>
internal static class RisNames
{
    /// <returns>Null for an empty name.</returns>
    public static string? Of(string written)
    {
        var name = RecordText.OneLine(written);
        if (name.Length == 0)
        {
            return null;
        }

        if (name.Equals("et al.", StringComparison.OrdinalIgnoreCase) || name.Equals("et al", StringComparison.OrdinalIgnoreCase) || name == PersonName.Others)
        {
            return PersonName.Others;
        }

        // EndNote's way to say that a name has no parts.
        if (name.EndsWith(',') || PersonName.Group(name) is not null)
        {
            return PersonName.Group(name) is null ? Group(name) : name;
        }

        return name.Split(',', StringSplitOptions.TrimEntries) switch
        {
            [var family, var given, var suffix] => new NameParts(family, given, suffix).ToString(),
            [var family, var given] => new NameParts(family, given).ToString(),
            [_] => WithoutComma(name),
            _ => Group(name),
        };
    }

    private static string Group(string name) => $"{{{name.Trim(',', ' ').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}}}";

    // PubMed's "Fanning E." and "Smith JA": the initials come last. "World Health Organization" stays as it is written.
    private static string WithoutComma(string name)
    {
        var space = name.LastIndexOf(' ');
        var last = name[(space + 1)..];
        var letters = last.Where(c => c is not ('.' or '-')).ToArray();
        return space > 0 && letters.Length is >= 1 and <= 3 && letters.All(char.IsUpper) && last is not ("II" or "III" or "IV") ? $"{name[..space]}, {last}" : name;
    }
}
