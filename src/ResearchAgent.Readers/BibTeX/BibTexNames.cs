using ResearchAgent.Bibliographies;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.BibTeX;

/// <summary>Takes BibTeX's lists of names apart: names between "and", their parts by BibTeX's rules or BibLaTeX' "family=..., given=...".</summary>
internal static class BibTexNames
{
    private static readonly char[] Spaces = [' ', '\t', '\n', '\r', '~'];

    /// <param name="field">In LaTeX.</param>
    public static IReadOnlyList<string> Split(string field) => [.. SplitAtAnd(field).SelectMany(Names)];

    private static IEnumerable<string> Names(string latex)
    {
        var name = latex.Trim(Spaces).Trim(',').Trim(Spaces);
        if (name.Length == 0)
        {
            return [];
        }

        if (name.Equals(PersonName.Others, StringComparison.OrdinalIgnoreCase) || name.Equals("et al.", StringComparison.OrdinalIgnoreCase))
        {
            return [PersonName.Others];
        }

        if (IsOneGroup(name))
        {
            return Plain(name) is { Length: > 0 } group ? [$"{{{group}}}"] : [];
        }

        var parts = SplitOutsideBraces(name, ",").Select(p => p.Trim(Spaces)).ToList();
        if (parts.All(p => p.Length == 0 || IsExtended(p)) && parts[0].Length > 0)
        {
            return [Extended(parts)];
        }

        return parts.Count > 3 ? TooManyCommas(parts) : Person(parts) is { Length: > 0 } person ? [person] : [];
    }

    private static string Person(List<string> parts)
    {
        var (family, suffix, given) = parts switch
        {
            [var last, var jr, var first] => (Plain(last), Plain(jr), Plain(first)),
            [var last, var first] => (Plain(last), "", Plain(first)),
            _ => InReadingOrder(parts[0]),
        };
        return new NameParts(family, given, suffix).ToString();
    }

    // "Ludwig van Beethoven": the family name begins with the first word in lower case, else it is the last word.
    private static (string Family, string Suffix, string Given) InReadingOrder(string name)
    {
        var words = SplitOutsideBraces(name, " \t\n\r~").Where(w => w.Length > 0).ToList();
        var start = words.FindIndex(0, words.Count - 1, IsLowerCase);
        start = start < 0 ? words.Count - 1 : start;
        return (Plain(string.Join(' ', words.Skip(start))), "", Plain(string.Join(' ', words.Take(start))));
    }

    // A word in braces has no case for BibTeX, but a letter made by a command has ("{\'e}tienne").
    private static bool IsLowerCase(string word) =>
        word[0] == '{' && !word.StartsWith(@"{\", StringComparison.Ordinal) ? false : Plain(word) is [var first, ..] && char.IsLower(first);

    private static bool IsExtended(string part) =>
        part.IndexOf('=', StringComparison.Ordinal) is var equals and > 0
        && part[..equals].Trim().ToLowerInvariant() is "family" or "given" or "prefix" or "suffix" or "useprefix" or "juniorcomma" or "id" or "hash" or "family-i" or "given-i" or "prefix-i" or "suffix-i";

    private static string Extended(List<string> parts)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.Where(p => p.Length > 0))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            values[part[..equals].Trim()] = Plain(part[(equals + 1)..].Trim(Spaces).Trim('"'));
        }

        var prefix = values.GetValueOrDefault("prefix", "");
        var drops = values.GetValueOrDefault("useprefix", "true").Equals("false", StringComparison.OrdinalIgnoreCase);
        return new NameParts(values.GetValueOrDefault("family", ""), values.GetValueOrDefault("given", ""), values.GetValueOrDefault("suffix", ""), drops ? "" : prefix, drops ? prefix : "").ToString();
    }

    // "Smith, J., Jones, K." and "Ada Lovelace, Alan Turing, Grace Hopper, Mary Shelley" forgot the "and".
    private static IEnumerable<string> TooManyCommas(List<string> parts)
    {
        var plain = parts.Select(Plain).Where(p => p.Length > 0).ToList();
        if (plain.Count % 2 == 0 && plain.Where((_, i) => i % 2 == 1).All(IsInitials))
        {
            return plain.Chunk(2).Select(pair => $"{pair[0]}, {pair[1]}");
        }

        return plain.All(p => p.Contains(' ', StringComparison.Ordinal)) ? plain.Select(p => new NameParts(NameParts.Of(p).Family, NameParts.Of(p).Given).ToString()) : [$"{{{string.Join(", ", plain)}}}"];
    }

    private static bool IsInitials(string text) => text.Split(' ', '-', '.').All(w => w.Length <= 1);

    private static string Plain(string latex) => RecordText.OneLine(BibTexText.ToUnicode(latex)).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    // Is the whole of it one pair of braces, and not the start of an accent?
    private static bool IsOneGroup(string name)
    {
        if (name is not ['{', .., '}'] || name.StartsWith(@"{\", StringComparison.Ordinal))
        {
            return false;
        }

        var depth = 0;
        for (var i = 0; i < name.Length - 1; i++)
        {
            depth += name[i] == '{' ? 1 : name[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static List<string> SplitAtAnd(string text)
    {
        var names = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0
                && text[i] is 'a' or 'A'
                && (i == 0 || Spaces.Contains(text[i - 1]))
                && i + 2 < text.Length
                && text.AsSpan(i, 3).Equals("and", StringComparison.OrdinalIgnoreCase)
                && (i + 3 == text.Length || Spaces.Contains(text[i + 3])))
            {
                names.Add(text[start..i]);
                start = i + 3;
                i += 2;
            }
        }

        names.Add(text[start..]);
        return names;
    }

    /// <summary>The pieces between signs that stand outside of braces.</summary>
    internal static List<string> SplitOutsideBraces(string text, string separators)
    {
        var pieces = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                // "\ " and "\," are spaces, "\~" is an accent.
                i++;
            }
            else if (depth <= 0 && separators.Contains(text[i], StringComparison.Ordinal))
            {
                pieces.Add(text[start..i]);
                start = i + 1;
            }
        }

        pieces.Add(text[start..]);
        return pieces;
    }
}
