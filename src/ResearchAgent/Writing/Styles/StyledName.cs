using System.Globalization;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Writing.Styles;

/// <summary>A name taken apart as styles print it. A group has a family name alone.</summary>
/// <param name="Family">With its particles: "van der Schaar".</param>
/// <param name="Given">Empty when none is known.</param>
/// <param name="Suffix">"Jr.", "III"; empty for most.</param>
internal sealed record StyledName(string Family, string Given, string Suffix)
{
    private static readonly string[] Suffixes = ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"];

    public static StyledName Of(string name)
    {
        var parts = Parts(name);
        return parts with { Given = Spaced(parts.Given) };
    }

    /// <summary>"D. E.", "J.-P.", "G. J. de la C.". A name in a script without capitals stays whole.</summary>
    public string Initials() => string.Join(' ', GivenWords().Select((word, i) => i > 0 && char.IsLower(word[0]) ? word : Dotted(word)));

    /// <summary>At most two letters without dots, as MEDLINE has them: "JP".</summary>
    public string BareInitials()
    {
        var letters = GivenWords().Where((w, i) => i == 0 || !char.IsLower(w[0])).SelectMany(w => w.Split('-', StringSplitOptions.RemoveEmptyEntries)).Select(First);
        return string.Concat(letters.Take(2));
    }

    /// <summary>"Donald E. Knuth", "Martin Luther King Jr.".</summary>
    public string InOrder() => Joined(Given, Family, Suffix);

    /// <summary>"D. E. Knuth", "M. L. King Jr.".</summary>
    public string InitialsFirst() => Joined(Initials(), Family, Suffix);

    /// <summary>"Knuth, Donald E.", "King, Martin Luther, Jr.".</summary>
    public string FamilyFirst() => Listed(Family, Given, Suffix);

    /// <summary>"Knuth, D. E.", "King, M. L., Jr.".</summary>
    public string FamilyAndInitials() => Listed(Family, Initials(), Suffix);

    private static StyledName Parts(string name)
    {
        // Publishers write "Jean‐Pierre" with hyphens of their own.
        var line = SingleLine.Of(name).Replace('\u2010', '-').Replace('\u2011', '-');
        if (PersonName.Group(line) is { } group)
        {
            return new StyledName(group, "", "");
        }

        if (line.Contains(',', StringComparison.Ordinal))
        {
            // More than "Family, Jr., Given" is no name that could be taken apart with certainty.
            return line.Split(',', StringSplitOptions.TrimEntries) switch
            {
                [var only, ""] => new StyledName(only, "", ""),
                [var family, var suffix] when Suffixes.Contains(suffix) => Natural(family) with { Suffix = suffix },
                [var family, var given] => new StyledName(family, given, ""),
                [var family, var suffix, var given] when Suffixes.Contains(suffix) => new StyledName(family, given, suffix),
                [var family, var given, var suffix] when Suffixes.Contains(suffix) => new StyledName(family, given, suffix),
                _ => new StyledName(line, "", ""),
            };
        }

        return Natural(line);
    }

    private static StyledName Natural(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var suffix = words.Length > 2 && Suffixes.Contains(words[^1]) ? words[^1] : "";
        var family = PersonName.Family(line);
        var name = suffix.Length > 0 ? line[..^suffix.Length].TrimEnd() : line;
        var given = name.EndsWith(family, StringComparison.Ordinal) ? name[..^family.Length].TrimEnd() : "";
        return new StyledName(family, given, suffix);
    }

    // "JP" before a family name that is not all capitals is two names.
    private IEnumerable<string> GivenWords()
    {
        foreach (var word in Given.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length is 2 or 3 && word.All(char.IsAsciiLetterUpper) && Family.Any(char.IsLower))
            {
                foreach (var letter in word)
                {
                    yield return letter.ToString();
                }
            }
            else
            {
                yield return word;
            }
        }
    }

    // "J.P." is two names, "J.-P." is one, and "A" lost its full stop.
    private static string Spaced(string given) =>
        string.Join(' ', given.Replace(".", ". ", StringComparison.Ordinal).Replace(". -", ".-", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Length == 1 && char.IsUpper(w[0]) ? w + "." : w));

    private static string Dotted(string word) => string.Join('-', word.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(p => IsCased(p) ? First(p) + "." : p));

    private static string First(string word) => IsCased(word) ? StringInfo.GetNextTextElement(word).ToUpperInvariant() : word;

    private static bool IsCased(string word) => char.IsUpper(word[0]) || char.IsLower(word[0]);

    private static string Joined(params string[] parts) => string.Join(' ', parts.Where(p => p.Length > 0));

    private static string Listed(params string[] parts) => string.Join(", ", parts.Where(p => p.Length > 0));
}
