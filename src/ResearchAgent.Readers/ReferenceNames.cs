using System.Text.RegularExpressions;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>The names at the head of an entry of references, in the styles of the fields: "Xu, W.", "W. Xu", "Xu W", "Wanyu Xu".</summary>
internal static partial class ReferenceNames
{
    /// <summary>Where the authors end and the title begins, for entries with no year between them; 0 when that cannot be told.</summary>
    public static int EndOfAuthors(string entry)
    {
        // Several full names up to a full stop are sure; "Hara Y." could be the head of one.
        var full = EndOfFullNames(entry, out var count);
        if (count > 1)
        {
            return full;
        }

        foreach (var style in (Regex[])[FamilyFirst(), InitialsFirst(), Vancouver()])
        {
            var (at, names) = (0, 0);
            for (var name = style.Match(entry); name.Success; name = style.Match(entry, at))
            {
                at += name.Length;
                names++;
                if (!(Separator().Match(entry, at) is { Success: true } separator))
                {
                    break;
                }

                at += separator.Length;
                if (separator.Value.Contains("al", StringComparison.Ordinal))
                {
                    break;
                }
            }

            if (names > 0 && at < entry.Length && EndsWell(entry, at))
            {
                return at;
            }
        }

        return full;
    }

    /// <summary>The names one by one; what is no name, such as "(eds.)", falls away.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var written = Editors().Replace(text, "").Trim(' ', ',', ':', ';', '(', '&');
        var length = written.Length;
        written = EtAl().Replace(written, "");
        var names = new List<string>();
        var at = 0;
        while (at < written.Length)
        {
            if (Between().Match(written, at) is { Success: true, Length: > 0 } between)
            {
                at += between.Length;
                continue;
            }

            // "Xu, W." before "W. Xu": a comma parts the name as well as the names, and some journals turn only the first.
            var name = new[] { FamilyFirst(), InitialsFirst(), VancouverInList() }.Select(s => s.Match(written, at)).FirstOrDefault(m => m.Success);
            var end = name is null ? NameEnd().Match(written, at) is { Success: true } stop ? stop.Index : written.Length : at + name.Length;
            names.Add(written[at..end]);
            at = end;
        }

        var clean = names.Select(Trimmed).Where(n => n.Length > 1 && n.Any(char.IsLetter) && n.Length < 60).ToList();
        return written.Length < length && clean.Count > 0 ? [.. clean, PersonName.Others] : clean;
    }

    /// <summary>Two to five words with capitals, but for particles.</summary>
    public static bool LooksLikeName(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 6 && words.All(w => char.IsUpper(w[0]) || Particle().IsMatch(w)) && char.IsUpper(words[^1][0]) && !text.Any(char.IsAsciiDigit);
    }

    private static int EndOfFullNames(string entry, out int count)
    {
        var stop = FullStop().Match(entry);
        IReadOnlyList<string> names = stop.Success && stop.Index < 4000 ? Split(entry[..stop.Index]) : [];
        count = names.Count(n => n != PersonName.Others);
        if (count > 0 && names.Count(n => n != PersonName.Others && LooksLikeName(n)) > 0.7 * count && LooksLikeName(names.Last(n => n != PersonName.Others)) && names.Sum(n => n.Length) >= 0.6 * stop.Index)
        {
            return stop.Index + 1;
        }

        count = 0;
        return 0;
    }

    private static string Trimmed(string name)
    {
        var trimmed = name.Trim(' ', ',', '&', ';');
        return InitialEnd().IsMatch(trimmed.TrimEnd('.')) ? trimmed : trimmed.TrimEnd('.');
    }

    private static bool EndsWell(string entry, int at)
    {
        var rest = entry.AsSpan(at).TrimStart(".,: ");
        return rest.Length > 3 && (char.IsLetterOrDigit(rest[0]) || rest[0] is '"' or '\u201C' or '(' or '[');
    }

    [GeneratedRegex(@"\G(?:(?:van|von|de|der|den|del|della|di|da|la|le|ter|el|al|bin)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}[\p{L}'\u2019-]+)?, (?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}(?<!\s)(?:,? (?:Jr|Sr)\.)?", RegexOptions.CultureInvariant)]
    private static partial Regex FamilyFirst();

    [GeneratedRegex(@"\G(?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}(?:(?:van|von|de|der|den|del|della|di|da|la|le)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}[\p{L}'\u2019-]+)?(?:,? Jr\.)?", RegexOptions.CultureInvariant)]
    private static partial Regex InitialsFirst();

    [GeneratedRegex(@"\G(?:(?:van|von|de|der|den|del|della|di|da|la|le)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}[\p{L}'\u2019-]+)? \p{Lu}(?:-?\p{Lu}){0,2}(?: (?:Jr|Sr|\dnd|\drd))?(?=[,.:;]|\s(?:and|&|et)\b|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Vancouver();

    // "Shay B. Cohen" is no Shay with initial B.
    [GeneratedRegex(@"\G(?:(?:van|von|de|der|den|del|della|di|da|la|le)\s+){0,3}\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}[\p{L}'\u2019-]+)? \p{Lu}(?:-?\p{Lu}){0,2}(?: (?:Jr|Sr|\dnd|\drd))?(?=[,:;]|\s(?:and|&|et)\b|\.?$)", RegexOptions.CultureInvariant)]
    private static partial Regex VancouverInList();

    [GeneratedRegex(@"\G(?:\s*[,;]?\s*(?:and\s+)?\(?et al\.?\)?|\s*[,;]?\s*(?:and|AND|&)\s+|\s*[,;]\s*(?:and\s+|AND\s+|&\s*)?|\s+(?=\p{Lu}\.))", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\G(?:[\s,;&]+|(?:and|AND)\s+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    [GeneratedRegex(@"[,;&]|\s+(?:and|AND)\s", RegexOptions.CultureInvariant)]
    private static partial Regex NameEnd();

    [GeneratedRegex(@"(?<=\p{Ll}{2}|\bet al|\bI{2,3}|\bIV)\.(?=\s)", RegexOptions.CultureInvariant)]
    private static partial Regex FullStop();

    [GeneratedRegex(@"\(?\b(?:[Ee]ds?|[Ee]ditors?)\b\.?\)?", RegexOptions.CultureInvariant)]
    private static partial Regex Editors();

    [GeneratedRegex(@"(?:\b\p{Lu}|\.\p{Lu})$", RegexOptions.CultureInvariant)]
    private static partial Regex InitialEnd();

    [GeneratedRegex(@",?\s*(?:\band\s+)?\(?\bet al\b\.?\)?|,?\s+and others\b", RegexOptions.CultureInvariant)]
    private static partial Regex EtAl();

    [GeneratedRegex(@"^(?:van|von|de|der|den|del|della|di|da|dos|la|le|ter|ten|el|al|bin|d'|y|e)$", RegexOptions.CultureInvariant)]
    private static partial Regex Particle();
}
