using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using ResearchAgent.Text;

namespace ResearchAgent.Papers;

/// <summary>
/// The short name of a paper in text and the key of its BibTeX entry: ASCII letters and digits only, such as
/// <c>Wang2023PlanAndSolve</c>; without known author <c>PlanAndSolve</c>. Unique within a library and stable across re-imports.
/// </summary>
[JsonConverter(typeof(ValueJsonConverter<CitationKey>))]
public readonly record struct CitationKey(string Value) : IStringValue<CitationKey>
{
    private const int TitleWords = 3;

    public static CitationKey FromString(string value) => new(value);

    /// <summary>The key before disambiguation: family name, year, and the first words of the title.</summary>
    public static CitationKey Suggest(string title, IReadOnlyList<string> authors, int? year)
    {
        var key = new StringBuilder();
        if (authors.Count > 0 && authors[0] != PersonName.Others)
        {
            key.Append(Ascii(PersonName.Family(authors[0])));
            key.Append(year?.ToString(CultureInfo.InvariantCulture));
        }

        key.Append(ShortTitle(title));
        if (key.Length == 0 || char.IsAsciiDigit(key[0]))
        {
            key.Insert(0, "Paper");
        }

        return new CitationKey(key.ToString());
    }

    /// <summary>This key, or the first of <c>Keyb</c>, <c>Keyc</c>, ... that is not taken. Case does not distinguish BibTeX keys.</summary>
    public CitationKey Disambiguate(Func<CitationKey, bool> isTaken)
    {
        var candidate = this;
        for (var n = 1; isTaken(candidate); n++)
        {
            candidate = new CitationKey(n < 26 ? $"{Value}{(char)('a' + n)}" : $"{Value}z{n}");
        }

        return candidate;
    }

    public override string ToString() => Value;

    private static string ShortTitle(string title)
    {
        var colon = title.IndexOf(':', StringComparison.Ordinal);
        var head = colon > 1 ? title[..colon] : title;
        var words = head.Split([' ', ',', '?', '!', '/'], StringSplitOptions.RemoveEmptyEntries);
        var telling = words.Where(w => !StopWords.Contains(w.ToLowerInvariant())).ToList();
        var parts = new List<string>();

        // "Get more for less" is all stop words but one: then every word counts.
        foreach (var word in telling.Count > 1 || words.Length == 1 ? telling : [.. words])
        {
            // "Plan-and-Solve" keeps its inner words: the compound is the name.
            parts.AddRange(word.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(Ascii).Where(p => p.Length > 0));
            if (parts.Count >= TitleWords)
            {
                break;
            }
        }

        return string.Concat(parts.Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
    }

    private static string Ascii(string text) =>
        string.Concat(Tokenizer.FoldAccents(text).Where(char.IsAsciiLetterOrDigit));
}
