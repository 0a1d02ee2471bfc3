using System.Text.RegularExpressions;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>The names at the head of an entry of references, in the styles of the fields: "Xu, W.", "W. Xu", "Xu W", "Wanyu Xu".</summary>
internal static partial class ReferenceNames
{
    /// <summary>Where the authors end and the title begins, for entries with no year between them; 0 when that cannot be told.</summary>
    public static int EndOfAuthors(string entry)
    {
        foreach (var style in (Regex[])[FamilyFirst(), InitialsFirst(), Vancouver()])
        {
            var (at, count) = (0, 0);
            for (var name = style.Match(entry); name.Success && name.Index == at; name = style.Match(entry, at))
            {
                at += name.Length;
                count++;
                if (Separator().Match(entry, at) is { Success: true } separator && separator.Index == at)
                {
                    at += separator.Length;
                    if (separator.Value.Contains("al", StringComparison.Ordinal))
                    {
                        return at;
                    }
                }
                else
                {
                    break;
                }
            }

            if (count > 0 && at < entry.Length && EndsWell(entry, at))
            {
                return at;
            }
        }

        // Full names: up to the first full stop that ends no initial.
        var stop = FullStop().Match(entry);
        return stop.Success && stop.Index < 1500 && Split(entry[..stop.Index]) is { Count: > 0 } names && names.All(n => n == PersonName.Others || LooksLikeName(n)) ? stop.Index + 1 : 0;
    }

    /// <summary>The names one by one; what is no name, such as "(eds.)", falls away.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var written = Editors().Replace(text, "").Trim(' ', ',', '.', ':', ';', '(', '&');
        if (text.TrimEnd(' ', ',', ':', ';', '(').EndsWith('.') && InitialEnd().IsMatch(written))
        {
            written += ".";
        }

        var others = written.Length;
        written = EtAl().Replace(written, "");
        var isCut = written.Length < others;
        var names = new List<string>();
        if (FamilyFirst().Match(written) is { Success: true, Index: 0 })
        {
            // "Xu, W., Lan, Y.": a comma parts the name as well as the names.
            foreach (Match name in FamilyFirst().Matches(written))
            {
                names.Add(name.Value.Trim(' ', ',', '&'));
            }
        }
        else
        {
            names.AddRange(And().Split(written).SelectMany(p => p.Split([',', ';'])).Select(n => InitialEnd().IsMatch(n.TrimEnd('.', ' ')) ? n : n.TrimEnd('.', ' ')));
        }

        var clean = names.Select(n => n.Trim()).Where(n => n.Length > 1 && n.Any(char.IsLetter) && n.Length < 60).ToList();
        return isCut && clean.Count > 0 ? [.. clean, PersonName.Others] : clean;
    }

    /// <summary>Two to five words with capitals, but for particles.</summary>
    public static bool LooksLikeName(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 6 && words.All(w => char.IsUpper(w[0]) || Particle().IsMatch(w)) && char.IsUpper(words[^1][0]) && !text.Any(char.IsAsciiDigit);
    }

    private static bool EndsWell(string entry, int at)
    {
        var rest = entry.AsSpan(at).TrimStart(".,: ");
        return rest.Length > 3 && (char.IsLetterOrDigit(rest[0]) || rest[0] is '"' or '\u201C' or '(' or '[');
    }

    [GeneratedRegex(@"\G(?:(?:van|von|de|der|den|del|della|di|da|la|le|ter|el|al|bin)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: (?:\p{Lu}[\p{L}'\u2019-]+))?, (?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}(?:,? (?:Jr|Sr)\.)?|(?<=[&,;] |and )(?:(?:van|von|de|der|den|del|della|di|da|la|le)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}[\p{L}'\u2019-]+)?, (?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}", RegexOptions.CultureInvariant)]
    private static partial Regex FamilyFirst();

    [GeneratedRegex(@"\G(?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}(?:(?:van|von|de|der|den|del|della|di|da|la|le)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}[\p{L}'\u2019-]+)?(?:,? Jr\.)?", RegexOptions.CultureInvariant)]
    private static partial Regex InitialsFirst();

    [GeneratedRegex(@"\G(?:(?:van|von|de|der|den|del|della|di|da|la|le)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}[\p{L}'\u2019-]+)? \p{Lu}{1,3}(?: (?:Jr|Sr|\dnd|\drd))?(?=[,.:;]|\s(?:and|&|et)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Vancouver();

    [GeneratedRegex(@"\G(?:[,;]?\s*(?:\(?et al\.?\)?)|\s*[,;]?\s*(?:and|&)\s+|\s*[,;]\s*)", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"(?<=[\p{Ll}]{2}|\bet al)\.(?=\s)", RegexOptions.CultureInvariant)]
    private static partial Regex FullStop();

    [GeneratedRegex(@"\(?\b(?:[Ee]ds?|[Ee]ditors?)\b\.?\)?", RegexOptions.CultureInvariant)]
    private static partial Regex Editors();

    [GeneratedRegex(@"(?:\b\p{Lu}|\.\p{Lu})$", RegexOptions.CultureInvariant)]
    private static partial Regex InitialEnd();

    [GeneratedRegex(@",?\s*\(?\bet al\b\.?\)?|,?\s+and others\b", RegexOptions.CultureInvariant)]
    private static partial Regex EtAl();

    [GeneratedRegex(@",?\s+(?:and|&)\s+|\s*&\s*", RegexOptions.CultureInvariant)]
    private static partial Regex And();

    [GeneratedRegex(@"^(?:van|von|de|der|den|del|della|di|da|dos|la|le|ter|ten|el|al|bin|d'|y|e)$", RegexOptions.CultureInvariant)]
    private static partial Regex Particle();
}
