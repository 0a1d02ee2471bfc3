using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>
/// Takes an entry of a list of references apart as far as its style lets it: APA, ACL, IEEE, Vancouver, Springer, Nature,
/// BibTeX's plain. What cannot be told stays null; nothing is guessed from the middle of a title.
/// </summary>
internal static partial class ReferenceEntry
{
    /// <summary>Entries of consortia list hundreds of authors; longer text is no entry.</summary>
    private const int MaxLength = 6000;

    /// <param name="text">The entry on one line, with its label or without.</param>
    public static CitedWork Read(string text)
    {
        var entry = RecordText.OneLine(text.Length > MaxLength ? text[..MaxLength] : text);
        var label = Label().Match(entry);
        if (label.Success)
        {
            entry = entry[label.Length..];
        }

        var doi = FindDoi(entry);
        var arxiv = FindArxivId(entry);
        var (authors, title, rest, year) = Parts(WithoutAddresses().Replace(entry, " ").Trim());
        return new CitedWork(entry)
        {
            Label = label.Success ? label.Groups["label"].Value : null,
            Title = title,
            Authors = authors,
            Year = year ?? FindYear(entry),
            Venue = Venue(rest) ?? (arxiv is not null && doi is null ? "arXiv" : null),
            Doi = PaperId.NormalizeArxivId(doi) is null ? doi : null,
            ArxivId = arxiv,
        };
    }

    /// <summary>The first DOI in a text, without the mark that ends its sentence; null when there is none.</summary>
    public static string? FindDoi(string text)
    {
        var match = Doi().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var doi = match.Value.TrimEnd('.', ',', ';', ':', '"', '\'', '\u201D', '\u2019', '>');
        while (doi.EndsWith(')') && doi.Count(c => c == '(') < doi.Count(c => c == ')'))
        {
            doi = doi[..^1].TrimEnd('.', ',', ';');
        }

        return PaperId.NormalizeDoi(doi);
    }

    /// <summary>The arXiv id in a text that says that it is one; null when there is none.</summary>
    public static string? FindArxivId(string text)
    {
        var match = Arxiv().Match(text);
        return match.Success ? PaperId.NormalizeArxivId(match.Groups["id"].Value) : null;
    }

    private static (IReadOnlyList<string> Authors, string? Title, string Remainder, int? Year) Parts(string entry)
    {
        // A quoted title says itself where it ends.
        if (Quoted().Match(entry) is { Success: true } quoted)
        {
            return (Names(entry[..quoted.Index]), Title(quoted.Groups["title"].Value), entry[(quoted.Index + quoted.Length)..], null);
        }

        // The year between authors and title: APA, ACL, Harvard.
        if (YearAfterAuthors().Match(entry) is { Success: true } dated && dated.Index < 2500 && IsAuthors(entry[..dated.Index]) && !AfterTitle().IsMatch(entry[(dated.Index + dated.Length)..]) && Names(entry[..dated.Index]) is { Count: > 0 } names)
        {
            var (title, rest) = CutTitle(entry[(dated.Index + dated.Length)..]);
            return (names, title, rest, int.Parse(dated.Groups["year"].ValueSpan, CultureInfo.InvariantCulture));
        }

        var end = ReferenceNames.EndOfAuthors(entry);
        if (end > 0)
        {
            var (title, rest) = CutTitle(entry[end..].TrimStart('.', ',', ':', ';', ' '));
            return (Names(entry[..end]), title, rest, null);
        }

        return ([], null, entry, null);
    }

    // A sentence that ends before the year is a title: the year is that of a journal.
    private static bool IsAuthors(string text) =>
        !Prose().IsMatch(text) && !(SentenceEnd().Match(text.TrimEnd('.', ' ')) is { Success: true } end && text.Length - end.Index > 12);

    private static IReadOnlyList<string> Names(string text) => ReferenceNames.Split(text);

    private static (string? Title, string Remainder) CutTitle(string text)
    {
        var end = TitleEnd().Match(text);
        return end.Success ? (Title(text[..(end.Index + (text[end.Index] is '?' or '!' ? 1 : 0))]), text[(end.Index + 1)..].Trim()) : (Title(text), "");
    }

    private static string? Title(string text)
    {
        var title = text.Trim(' ', ',', '.', '"', '\u201C', '\u201D', ':', ';');
        return title.Count(char.IsLetter) >= 3 && title.Length <= RecordRules.MaxTitleLength ? title : null;
    }

    private static int? FindYear(string entry)
    {
        // In parentheses, before a volume, or the last one: page ranges look like years.
        var years = Year().Matches(entry);
        var sure = years.FirstOrDefault(y => entry.AsSpan(y.Index + y.Length).StartsWith(")") || entry.AsSpan(y.Index + y.Length).StartsWith(";"));
        return (sure ?? years.LastOrDefault()) is { } year ? int.Parse(year.ValueSpan[..4], CultureInfo.InvariantCulture) : null;
    }

    private static string? Venue(string rest)
    {
        var text = rest.TrimStart(' ', '.', ',', ':', ';', '"', '\u201D');
        text = text.StartsWith("In: ", StringComparison.Ordinal) ? text[4..] : text.StartsWith("In ", StringComparison.Ordinal) || text.StartsWith("in ", StringComparison.Ordinal) ? text[3..] : text;
        var end = VenueEnd().Match(text);
        var venue = (end.Success ? text[..end.Index] : text).Trim(' ', ',', '.', ';', ':', '(', '"');
        return venue.Length is >= 2 and <= 200 && venue.Any(char.IsLetter) && !venue.StartsWith("http", StringComparison.OrdinalIgnoreCase) && !venue.StartsWith("doi", StringComparison.OrdinalIgnoreCase) && !venue.StartsWith("arXiv:", StringComparison.OrdinalIgnoreCase) && !venue.StartsWith("arXiv preprint", StringComparison.OrdinalIgnoreCase)
            ? venue
            : null;
    }

    [GeneratedRegex(@"^(?:\[(?<label>[^\[\]\s]{1,20})\]|\(?(?<label>\d{1,3})[.)](?=\s*[\p{L}\u201C""])|(?<label>\d{1,3})(?=\s+\p{Lu}))\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\b10\.\d{4,9}/[^\s""<>\u201C\u201D]+", RegexOptions.CultureInvariant)]
    private static partial Regex Doi();

    [GeneratedRegex(@"(?:arxiv\.org/(?:abs|pdf)/|arxiv[:.]\s?|arxiv preprint arxiv[:\s]\s?|\babs/|corr,? )(?<id>\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[a-z]{2})?/\d{7})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Arxiv();

    [GeneratedRegex(@"https?://\S+|\bwww\.\S+|\bdoi:\s?\S+|\bDOI:?\s?10\.\S+", RegexOptions.CultureInvariant)]
    private static partial Regex WithoutAddresses();

    [GeneratedRegex(@"[\u201C""](?<title>[^\u201C\u201D""]{8,400})[\u201D""]", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[\s.,]\(?(?<year>(?:1[6-9]|20)\d\d)[a-z]?(?:, (?:January|February|March|April|May|June|July|August|September|October|November|December)[^)]{0,10})?\)?[.,:]?(?=\s+(?:[\p{Lu}\u201C]|\d{1,3}-?\p{L}))(?:\s+)", RegexOptions.CultureInvariant)]
    private static partial Regex YearAfterAuthors();

    [GeneratedRegex(@"(?<=\p{Ll}{2})(?<!\bet al)\.\s", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^(?:URL|ISBN|ISSN|[Dd][Oo][Ii]|arXiv|PMID|Epub|[Pp]ages?\b|pp\.)", RegexOptions.CultureInvariant)]
    private static partial Regex AfterTitle();

    // Three words in small letters: no list of names.
    [GeneratedRegex(@"\b(?!and\b|others\b|von\b|van\b|der\b|den\b|de\b|del\b|la\b)\p{Ll}{2,} \p{Ll}{2,} \p{Ll}{3,}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Prose();

    // A full stop after a word of two letters or more, before what begins like a venue; "vs." and "e.g." end nothing.
    [GeneratedRegex(@"(?:(?<=[\p{L}\p{Nd})\]'\u2019]{2})(?<!\b(?:vs|Vol|vol|No|no|St|al|cf|Dr|eds?|pp))\.|\?|!)(?=\s+[\p{Lu}\d(]|\s+(?:in|arXiv|bioRxiv|medRxiv|e[A-Z])|$)|(?<=\p{L}), (?=in (?:Proc|Adv|\d{4}|[A-Z]{3})|(?:Proc\.|Proceedings|Journal of|J\.|IEEE Trans|arXiv|Nature|Science|PNAS)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex TitleEnd();

    [GeneratedRegex(@"\b(?:1[6-9]|20)\d\d\b|,?\s(?:vol|no|pp|pages?|volume|ser|chap|eds?)\b|,?\s*\d{1,4}\s*[(:;,.]|,?\s*\d{1,4}$|\.\s(?=\p{Lu}\p{Ll}+\s)|,\s(?=[A-Z][a-z]+ (?:University|Press))|\s\(\d", RegexOptions.CultureInvariant)]
    private static partial Regex VenueEnd();

    [GeneratedRegex(@"(?<![\d.:/])\b(?:1[6-9]|20)\d\d(?=[a-z]?\b)(?![-\u2013]\d|\.\d{3})(?<![-\u2013:/.]\d{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Year();
}
