using System.Globalization;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Writing.Styles;

/// <summary>A reference as styles see it: its kind settled, names taken apart, every text one printable line; null for what is not known.</summary>
internal sealed class Work
{
    private readonly Reference _reference;

    public Work(Reference reference)
    {
        _reference = reference;
        (Authors, MoreAuthors) = Names(reference.Authors);
        (Editors, MoreEditors) = Names(reference.Fields?.GetValueOrDefault(BibliographicField.Editor) ?? []);
        Kind = KindOf();
        var title = SingleLine.Of(reference.Title);
        Title = title.EndsWith('.') && !title.EndsWith("..", StringComparison.Ordinal) ? title[..^1] : title;
        Title = Title.Length == 0 ? "Untitled" : Title;
        (Year, Month, Day) = IssuedOn();
    }

    public CitationKey Key => _reference.Key;

    public WorkKind Kind { get; }

    public IReadOnlyList<StyledName> Authors { get; }

    /// <summary>The list of authors goes on with people we do not know.</summary>
    public bool MoreAuthors { get; }

    public IReadOnlyList<StyledName> Editors { get; }

    public bool MoreEditors { get; }

    /// <summary>Without a final full stop; never empty.</summary>
    public string Title { get; }

    public int? Year { get; }

    public int? Month { get; }

    public int? Day { get; }

    /// <summary>The journal, the proceedings or the book that it stands in.</summary>
    public string? Container => Known(_reference.Venue);

    /// <summary>The journal's abbreviated title where a bibliography gives one that can be recognised, else the whole. "RGC" tells nobody anything.</summary>
    public string? ShortContainer => Container is { } whole && Field("container-title-short") is { } brief && brief[0] == whole[0] && (brief.Contains(' ', StringComparison.Ordinal) || brief.EndsWith('.'))
        ? brief
        : Container;

    public string? Volume => Field(BibliographicField.Volume);

    public string? Issue => Field(BibliographicField.Issue);

    /// <summary>Null for an article that has a number instead.</summary>
    public string? Pages => ArticleNumber is null ? Field(BibliographicField.Page) : null;

    /// <summary>What journals without issues give an article in place of pages: "e0193972".</summary>
    public string? ArticleNumber
    {
        get
        {
            if (Kind != WorkKind.Article)
            {
                return null;
            }

            var page = Field(BibliographicField.Page);
            return page is null || page == Number ? Number
                : page.StartsWith('e') && page.Length > 1 && page.Skip(1).All(char.IsAsciiDigit) ? page
                : null;
        }
    }

    /// <summary>Pages or what stands for them, where a style makes no difference.</summary>
    public string? Locator => Pages ?? ArticleNumber;

    public string? Number => Field(BibliographicField.Number);

    public string? Publisher => Field(BibliographicField.Publisher);

    /// <summary>The publisher without the form of its business, which APA and Chicago leave out.</summary>
    public string? PublisherName
    {
        get
        {
            var name = Publisher;
            foreach (var form in (string[])["Inc.", "Inc", "Ltd.", "Ltd", "LLC", "GmbH"])
            {
                if (name?.EndsWith(" " + form, StringComparison.Ordinal) == true)
                {
                    name = name[..^form.Length].TrimEnd(' ', ',');
                }
            }

            return name;
        }
    }

    public string? Place => Field(BibliographicField.PublisherPlace);

    public string? EventPlace => Field("event-place");

    public string? Series => Field(BibliographicField.CollectionTitle);

    public string? Genre => Field(BibliographicField.Genre);

    public string? Version => Field("version");

    public string? Language => Field(BibliographicField.Language);

    /// <summary>"2nd", "Revised"; null for the first.</summary>
    public string? Edition => Field(BibliographicField.Edition) is { } edition && edition != "1"
        ? int.TryParse(edition, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Ordinal(number) : TrimEdition(edition)
        : null;

    /// <summary>Without resolver; null for none, and for a preprint's own.</summary>
    public string? Doi
    {
        get
        {
            var doi = Known(_reference.Doi);
            return doi is null || PaperId.NormalizeDoi(doi) is null || PaperId.NormalizeArxivId(doi) is not null ? null : doi[doi.IndexOf("10.", StringComparison.Ordinal)..];
        }
    }

    public string? ArxivId => PaperId.NormalizeArxivId(_reference.ArxivId) ?? PaperId.NormalizeArxivId(_reference.Doi) ?? PaperId.NormalizeArxivId(_reference.Url);

    /// <summary>A web address; only http and https have a place in a list of references.</summary>
    public string? Url => Known(_reference.Url) is { } url && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        ? url
        : ArxivId is { } id ? "https://arxiv.org/abs/" + id : null;

    /// <summary>The preprint's own address at its server.</summary>
    public string? PreprintUrl => ArxivId is { } id ? "https://arxiv.org/abs/" + id : DoiUrl ?? Url;

    public string? DoiUrl => Doi is { } doi ? "https://doi.org/" + doi : null;

    /// <summary>Where a preprint is kept: "arXiv", "bioRxiv".</summary>
    public string Server => ArxivId is not null ? "arXiv" : Container ?? Publisher ?? "Preprint";

    public (int Year, int? Month, int? Day)? Accessed => DateOf(Field(BibliographicField.Accessed));

    public bool IsEdited => Authors.Count == 0 && Editors.Count > 0 && Kind is WorkKind.Book or WorkKind.Other;

    public bool IsDoctoral => Genre is { } genre && (genre.Contains("ph", StringComparison.OrdinalIgnoreCase) || genre.Contains("doctor", StringComparison.OrdinalIgnoreCase) || genre.Equals("dissertation", StringComparison.OrdinalIgnoreCase));

    public bool IsMasters => Genre?.Contains("master", StringComparison.OrdinalIgnoreCase) == true;

    public string? Field(string name) => Known(_reference.Fields?.First(name));

    private WorkKind KindOf()
    {
        var isPreprintServer = Container is { } venue && (IsServer(venue) || venue.StartsWith("arXiv", StringComparison.OrdinalIgnoreCase));
        return _reference.Type switch
        {
            "article" => WorkKind.Preprint,
            "article-journal" or "article-magazine" or "article-newspaper" or "review" or "review-book" => isPreprintServer ? WorkKind.Preprint : WorkKind.Article,
            "paper-conference" => WorkKind.ConferencePaper,
            "book" or "classic" => WorkKind.Book,
            "chapter" or "entry" or "entry-dictionary" or "entry-encyclopedia" => WorkKind.Chapter,
            "thesis" => WorkKind.Thesis,
            "report" or "patent" or "standard" => WorkKind.Report,
            "webpage" or "post" or "post-weblog" => WorkKind.WebPage,
            "dataset" => WorkKind.Dataset,
            "software" => WorkKind.Software,
            _ => isPreprintServer ? WorkKind.Preprint : Guess(),
        };
    }

    private WorkKind Guess() => this switch
    {
        { Container: { } venue, Volume: null, Issue: null } when IsConference(venue) => WorkKind.ConferencePaper,
        { Container: not null, Editors.Count: > 0 } => WorkKind.Chapter,
        { Container: { } venue } when venue.StartsWith("Proceedings of the ", StringComparison.Ordinal) && !venue.Contains("Academy", StringComparison.Ordinal) => WorkKind.ConferencePaper,
        { Container: not null } => WorkKind.Article,
        { ArxivId: not null } => WorkKind.Preprint,
        { Publisher: not null } => WorkKind.Book,
        _ when Field(BibliographicField.Isbn) is not null => WorkKind.Book,
        { Doi: null, Url: not null } => WorkKind.WebPage,
        _ => WorkKind.Other,
    };

    private static bool IsServer(string venue) => venue.Equals("CoRR", StringComparison.OrdinalIgnoreCase) || venue.EndsWith("Rxiv", StringComparison.OrdinalIgnoreCase);

    // "EMNLP", "NeurIPS 2022", "ACL Findings": reading lists name conferences by acronym; the journals they name so are few.
    private static bool IsConference(string venue) =>
        venue.Contains("Conference", StringComparison.OrdinalIgnoreCase)
        || venue.Contains("Workshop", StringComparison.OrdinalIgnoreCase)
        || venue.Contains("Symposium", StringComparison.OrdinalIgnoreCase)
        || venue.StartsWith("Findings of", StringComparison.OrdinalIgnoreCase)
        || (venue.Split(' ', '@', '\'', '’')[0] is { Length: >= 3 and <= 8 } first
            && first.Count(char.IsAsciiLetterUpper) >= 2
            && first is not ("TACL" or "JMLR" or "TMLR" or "JAIR" or "PNAS" or "TPAMI" or "IJCV" or "TOIS" or "CACM" or "TKDE" or "JACM" or "TOG" or "BMJ" or "JAMA" or "PLoS" or "PLOS" or "IEEE" or "ACM" or "SIAM" or "IEEE/ACM" or "eLife"));

    private (int? Year, int? Month, int? Day) IssuedOn()
    {
        var issued = DateOf(Field(BibliographicField.Issued));
        return issued is { } date && (_reference.Year is null || _reference.Year == date.Year) ? date : (_reference.Year, null, null);
    }

    private static (int Year, int? Month, int? Day)? DateOf(string? text)
    {
        var parts = text?.Split('-') ?? [];
        int? Part(int index, int most) =>
            parts.Length > index && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
        var month = Part(1, 12);
        return Part(0, 9999) is { } year ? (year, month, month is null ? null : Part(2, 31)) : null;
    }

    private static (IReadOnlyList<StyledName> Names, bool GoesOn) Names(IReadOnlyList<string> names) =>
        ([.. names.Where(n => n != PersonName.Others).Select(StyledName.Of).Where(n => n.Family.Length > 0)], names.Contains(PersonName.Others));

    private static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture) + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });

    // "Second edition", "2nd ed.": the style adds its own word.
    private static string TrimEdition(string edition)
    {
        foreach (var word in (string[])[" edition", " ed.", " ed"])
        {
            if (edition.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return edition[..^word.Length].TrimEnd();
            }
        }

        return edition;
    }

    private static string? Known(string? text) => text is not null && SingleLine.Of(text) is { Length: > 0 } line ? line : null;
}
