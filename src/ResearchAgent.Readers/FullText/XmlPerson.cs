using ResearchAgent.Papers;

namespace ResearchAgent.Readers.FullText;

/// <summary>A person's name out of the parts that markup gives.</summary>
internal static class XmlPerson
{
    /// <summary>"Given Family"; "Family, Given" where the order alone would not tell which words are the family name. Empty without a family name.</summary>
    public static string Name(string? given, string? family, string? suffix = null)
    {
        given = RecordText.OneLine(given ?? "");
        family = RecordText.OneLine(family ?? "").Replace(",", "", StringComparison.Ordinal);
        suffix = RecordText.OneLine(suffix ?? "");
        if (family.Length == 0 || given.Length == 0)
        {
            return family + given;
        }

        var name = suffix.Length > 0 ? $"{given} {family} {suffix}" : $"{given} {family}";
        return PersonName.Family(name) == family ? name : $"{family}, {given}";
    }

    public static string Group(string name) => RecordText.OneLine(name).Trim('{', '}') is { Length: > 0 } group ? $"{{{group}}}" : "";
}
