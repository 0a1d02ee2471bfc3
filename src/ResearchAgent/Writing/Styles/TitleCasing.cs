using System.Collections.Frozen;
using System.Text;
using ResearchAgent.Text;

namespace ResearchAgent.Writing.Styles;

/// <summary>
/// Titles in sentence case or headline case. A program cannot know every proper noun, so a title is put into sentence case only
/// where it clearly is in headline case: at least four in five of its longer words, the first apart, begin with a capital. Then a
/// word is lowered if only its first letter is a capital and it is not on the short list of names of languages, places, months
/// and eponyms (ProperWords.txt); "BERT", "LeNet" and "GPT-3" stay. A title that seems not to be English is left alone.
/// </summary>
public static class TitleCasing
{
    private const double HeadlineShare = 0.8;

    private static readonly FrozenSet<string> Proper = Resource.Lines("ResearchAgent.Writing.Styles.ProperWords.txt").ToFrozenSet();

    // Articles, conjunctions and prepositions, whatever their length: Chicago Manual of Style, 17th ed., 8.159.
    private static readonly FrozenSet<string> Minor = FrozenSet.Create(
        "a", "an", "the", "and", "but", "or", "nor", "for", "as", "at", "by", "to", "in", "of", "on", "via", "vs", "vs.", "per", "from", "with", "within",
        "without", "into", "onto", "over", "under", "about", "above", "across", "after", "against", "among", "around", "before", "behind", "below",
        "beneath", "beside", "between", "beyond", "during", "near", "off", "through", "throughout", "toward", "towards", "until", "upon", "versus");

    private static readonly FrozenSet<string> Prefixes = FrozenSet.Create("anti", "co", "de", "e", "non", "post", "pre", "re", "semi", "sub", "un");

    private static readonly FrozenSet<string> Foreign = FrozenSet.Create(
        "der", "die", "das", "und", "für", "eine", "einer", "zur", "zum", "über", "le", "la", "les", "des", "du", "et", "une", "pour", "el", "los", "las", "del", "y", "para", "uma", "dos", "il", "della", "di", "het", "een", "van", "och", "av", "de", "em", "dan", "untuk", "yang");

    /// <param name="language">As the bibliography says it, such as "en-US"; null when it does not.</param>
    /// <param name="capitalAfterColon">APA and IEEE begin a subtitle with a capital, MEDLINE does not.</param>
    public static string Sentence(string title, string? language, bool capitalAfterColon)
    {
        if (!IsEnglish(title, language))
        {
            return title;
        }

        var isHeadline = IsHeadline(title);
        return EachWord(title, (word, place, _) => place switch
        {
            Place.AfterColon when word.All(char.IsLower) => capitalAfterColon ? Capital(word) : word,
            Place.AfterColon when !capitalAfterColon && word is "A" or "An" or "The" => word.ToLowerInvariant(),
            _ when !isHeadline => word,
            Place.Inner => Lowered(word),
            Place.AfterColon when !capitalAfterColon => Lowered(word),

            // "Self-Refine: ..." is a name; "Chain-of-Thought Prompting" begins the sentence with one capital.
            Place.First when title.StartsWith(word + ":", StringComparison.Ordinal) => word,
            _ => word.Split('-', 2) is [var head, var tail] ? $"{head}-{Lowered(tail)}" : word,
        });
    }

    public static string Headline(string title, string? language)
    {
        if (!IsEnglish(title, language))
        {
            return title;
        }

        var isHeadline = IsHeadline(title);
        return EachWord(title, (word, place, isLast) =>
        {
            if (place == Place.Inner && !isLast && Minor.Contains(word.ToLowerInvariant()))
            {
                // In a title that is not in headline case, a capital A names something: "vitamin A in milk".
                return IsPlain(word) && (word.Length > 1 || isHeadline) ? word.ToLowerInvariant() : word;
            }

            return string.Join('-', word.Split('-').Select((part, i) => Part(word, part, i)));
        });
    }

    private enum Place
    {
        First,
        AfterColon,
        AfterStop,
        Inner,
    }

    private static string Part(string word, string part, int index)
    {
        var isKept = index > 0 && (Minor.Contains(part) || (index == 1 && Prefixes.Contains(word[..word.IndexOf('-', StringComparison.Ordinal)].ToLowerInvariant())));
        return part.All(c => char.IsLower(c) || c is '\'' or '’') && !isKept ? Capital(part) : part;
    }

    // A letter alone is a name ("vitamin D"), except the article.
    private static string Lowered(string word) => string.Join('-', word.Split('-').Select(part =>
        IsPlain(part) && (part.Length > 1 || part == "A") && !Proper.Contains(Stem(part)) ? part.ToLowerInvariant() : part));

    private static string Stem(string word) => word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal) ? word[..^2] : word;

    private static bool IsHeadline(string title)
    {
        var capitals = 0;
        var longer = 0;
        EachWord(title, (word, place, _) =>
        {
            var head = word.Split('-')[0];
            if (place == Place.Inner && head.Length >= 4 && !Minor.Contains(head.ToLowerInvariant()) && !Proper.Contains(Stem(head)) && (IsPlain(head) || head.All(char.IsLower)))
            {
                longer++;
                capitals += char.IsUpper(head[0]) ? 1 : 0;
            }

            return word;
        });
        return longer > 0 && capitals >= HeadlineShare * longer;
    }

    private static bool IsEnglish(string title, string? language)
    {
        if (language is { Length: > 0 })
        {
            return language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        }

        var words = Tokenizer.Words(title).ToList();
        return !words.Any(Foreign.Contains) || words.Any(w => w is "the" or "of" or "and" or "for" or "with");
    }

    // A capital, then only lower-case letters.
    private static bool IsPlain(string word) => word.Length > 0 && char.IsUpper(word[0]) && word.Skip(1).All(c => char.IsLower(c) || c is '\'' or '’' or '.');

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    // A word is letters, digits and what joins them; white space and marks between words stay as they are.
    private static string EachWord(string title, Func<string, Place, bool, string> change)
    {
        var result = new StringBuilder(title.Length);
        var place = Place.First;
        var end = title.Length;
        while (end > 0 && !IsInner(title[end - 1]))
        {
            end--;
        }

        for (var i = 0; i < title.Length;)
        {
            var start = i;
            while (i < title.Length && (IsInner(title[i]) || (i > start && title[i] is '-' or '\'' or '’' or '.' && i + 1 < title.Length && IsInner(title[i + 1]))))
            {
                i++;
            }

            if (i > start)
            {
                result.Append(change(title[start..i], place, i == end || title[i] is ':' or '?' or '!'));
                place = Place.Inner;
                continue;
            }

            place = title[i] switch
            {
                ':' or '—' when place != Place.First => Place.AfterColon,
                '?' or '!' or '.' when place == Place.Inner => Place.AfterStop,
                _ => place,
            };
            result.Append(title[i++]);
        }

        return result.ToString();
    }

    private static bool IsInner(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '+' or '_' or '@' or '/';
}
