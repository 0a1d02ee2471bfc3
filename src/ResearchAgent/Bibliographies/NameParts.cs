using ResearchAgent.Papers;

namespace ResearchAgent.Bibliographies;

/// <summary>
/// A name taken apart as CSL has it. The particle that sorts with the family name ("van der Schaar") stands before it in
/// <see cref="PersonName"/>'s form, one that does not ("Silva, Rafael da") behind the given names.
/// </summary>
/// <param name="Literal">The name of a group, which has no parts; null for a person.</param>
public sealed record NameParts(string Family, string Given = "", string Suffix = "", string Particle = "", string DroppingParticle = "", string? Literal = null)
{
    public static NameParts Of(string name)
    {
        if (PersonName.Group(name) is { } group)
        {
            return new NameParts("", Literal: group);
        }

        var parts = name.Split(',', 3, StringSplitOptions.TrimEntries);
        var (family, suffix, given) = parts switch
        {
            [var last, var jr, var first] => (last, jr, first),
            [var last, var first] => (last, "", first),
            _ => InReadingOrder(name),
        };
        var (particle, core) = LeadingParticle(family);
        var (first2, dropping) = TrailingParticle(given);
        return new NameParts(core, first2, suffix, particle, dropping);
    }

    /// <summary>The name in the form of <see cref="PersonName"/>: "Family, Given", "Family, Jr., Given" or "{Group}".</summary>
    public override string ToString()
    {
        if (Literal is not null)
        {
            return $"{{{Literal}}}";
        }

        var family = Join(Particle, Family);
        var given = Join(Given, DroppingParticle);
        return Suffix.Length > 0 ? $"{family}, {Suffix}, {given}".TrimEnd(' ', ',') : given.Length > 0 ? $"{family}, {given}" : family;
    }

    private static string Join(string one, string other) => one.Length == 0 ? other : other.Length == 0 ? one : one + " " + other;

    private static (string Family, string Suffix, string Given) InReadingOrder(string name)
    {
        var family = PersonName.Family(name);
        var at = name.LastIndexOf(family, StringComparison.Ordinal);
        return at < 0 ? (name, "", "") : (family, name[(at + family.Length)..].Trim(), name[..at].Trim());
    }

    // Words in lower case before the family name: "van der Schaar"; never the whole of it ("hooks").
    private static (string Particle, string Family) LeadingParticle(string family)
    {
        var words = family.Split(' ');
        var count = words.TakeWhile(IsParticle).Count();
        return count == 0 || count == words.Length ? ("", family) : (string.Join(' ', words[..count]), string.Join(' ', words[count..]));
    }

    private static (string Given, string Particle) TrailingParticle(string given)
    {
        var words = given.Split(' ');
        var count = words.Reverse().TakeWhile(IsParticle).Count();
        return count == 0 || count == words.Length ? (given, "") : (string.Join(' ', words[..^count]), string.Join(' ', words[^count..]));
    }

    private static bool IsParticle(string word) => word.Length > 1 && char.IsLower(word[0]) && !word.Contains('.', StringComparison.Ordinal);
}
