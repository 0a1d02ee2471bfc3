using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>Takes lists of authors apart: "A; B", "A and B", "A, B, and C", "A et al.".</summary>
internal static class AuthorNames
{
    private static readonly string[] EtAl = ["et al.", "et al", "and others", "others"];

    public static IReadOnlyList<string> Split(string written)
    {
        if (written.Contains(';', StringComparison.Ordinal))
        {
            return Clean(written.Split(';'));
        }

        // "Lovelace, Ada" is one person, "Ada Lovelace, Alan Turing, Grace Hopper" are three.
        var people = Clean(written.Split([",", " and ", " & "], StringSplitOptions.None));
        return people.Count > 2 && people.All(p => p == PersonName.Others || p.Contains(' ', StringComparison.Ordinal))
            ? people
            : Clean(written.Split([" and ", " & "], StringSplitOptions.None));
    }

    /// <summary>The names without white space around them; a final "et al." becomes <see cref="PersonName.Others"/>.</summary>
    public static IReadOnlyList<string> Clean(IEnumerable<string> names)
    {
        var clean = new List<string>();
        var andOthers = false;
        foreach (var name in names.Select(n => RecordText.OneLine(n).Trim(' ', ',')))
        {
            var etAl = EtAl.FirstOrDefault(e => name.Equals(e, StringComparison.OrdinalIgnoreCase) || name.EndsWith(" " + e, StringComparison.OrdinalIgnoreCase));
            var person = etAl is null ? name : name[..^etAl.Length].Trim(' ', ',');
            person = person.StartsWith("and ", StringComparison.Ordinal) ? person[4..] : person;
            andOthers |= etAl is not null;
            if (person.Length > 0 && person != "and")
            {
                clean.Add(person);
            }
        }

        return andOthers && clean.Count > 0 ? [.. clean, PersonName.Others] : clean;
    }
}
