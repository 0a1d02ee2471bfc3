using ResearchAgent.Papers;

namespace ResearchAgent.Bibliographies;

/// <summary>Which of BibTeX's and BibLaTeX's entry types and fields is which of CSL's, in both directions.</summary>
public static class BibTexVocabulary
{
    /// <summary>Keeps an entry type that <see cref="EntryTypeFor"/> would not choose, so that writing gives it back.</summary>
    public const string EntryTypeField = "entrytype";

    /// <summary>Written where no entry type says what CSL type a work is of.</summary>
    public const string CslTypeField = "csltype";

    /// <summary>Before the name of a variable that would be taken for another field of BibTeX: "csl-number" of an article, whose "number" is its issue.</summary>
    public const string VariablePrefix = "csl-";

    /// <summary>BibLaTeX' "issue" beside "number": a word such as "Spring".</summary>
    public const string IssueNameField = "issue-name";

    // The first entry type of each CSL type is the one that is written; bibliography styles of the 1980s know most of these.
    private static readonly (string Csl, string[] EntryTypes)[] Types =
    [
        ("article-journal", ["article", "suppperiodical"]),
        ("paper-conference", ["inproceedings", "conference"]),
        ("book", ["book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference", "mvreference", "manual"]),
        ("chapter", ["incollection", "inbook", "bookinbook", "suppbook", "suppcollection"]),
        ("entry-encyclopedia", ["inreference"]),
        ("thesis", ["phdthesis", "mastersthesis", "thesis", "bathesis", "candthesis"]),
        ("report", ["techreport", "report"]),
        ("document", ["misc"]),
        ("webpage", ["online", "electronic", "www", "webpage"]),
        ("manuscript", ["unpublished"]),
        ("pamphlet", ["booklet"]),
        ("periodical", ["periodical"]),
        ("patent", ["patent"]),
        ("dataset", ["dataset", "data"]),
        ("software", ["software"]),
        ("standard", ["standard"]),
        ("legislation", ["legislation"]),
        ("legal_case", ["jurisdiction"]),
        ("treaty", ["legal"]),
        ("personal_communication", ["letter"]),
        ("motion_picture", ["movie", "video"]),
        ("song", ["music", "audio"]),
        ("graphic", ["image", "artwork"]),
        ("performance", ["performance"]),
        ("review", ["review"]),
    ];

    private static readonly (string BibTex, string Csl)[] PlainFields =
    [
        ("volume", BibliographicField.Volume),
        ("edition", BibliographicField.Edition),
        ("series", BibliographicField.CollectionTitle),
        ("address", BibliographicField.PublisherPlace),
        ("venue", BibliographicField.EventPlace),
        ("eventtitle", BibliographicField.EventTitle),
        ("isbn", BibliographicField.Isbn),
        ("issn", BibliographicField.Issn),
        ("type", BibliographicField.Genre),
        ("note", BibliographicField.Note),
        ("annote", BibliographicField.Annote),
        ("language", BibliographicField.Language),
        ("chapter", BibliographicField.ChapterNumber),
        ("pagetotal", BibliographicField.NumberOfPages),
        ("volumes", BibliographicField.NumberOfVolumes),
        ("part", BibliographicField.PartNumber),
        ("shorttitle", BibliographicField.TitleShort),
        ("shortjournal", BibliographicField.ContainerTitleShort),
        ("version", BibliographicField.Version),
        ("pubstate", BibliographicField.Status),
        ("library", BibliographicField.CallNumber),
        ("pmid", BibliographicField.Pmid),
        ("pmcid", BibliographicField.Pmcid),
        ("origtitle", BibliographicField.OriginalTitle),
        ("origpublisher", BibliographicField.OriginalPublisher),
        ("origlocation", BibliographicField.OriginalPublisherPlace),
    ];

    private static readonly (string BibTex, string Csl)[] DateFields =
    [
        ("urldate", BibliographicField.Accessed),
        ("eventdate", BibliographicField.EventDate),
        ("origdate", BibliographicField.OriginalDate),
    ];

    private static readonly (string BibTex, string Csl)[] NameFields =
    [
        ("editor", BibliographicField.Editor),
        ("translator", BibliographicField.Translator),
        ("bookauthor", BibliographicField.ContainerAuthor),
    ];

    // BibLaTeX' names for the same fields, and old spellings.
    private static readonly (string Alias, string BibTex)[] Aliases =
    [
        ("journaltitle", "journal"),
        ("keyword", "keywords"),
        ("archiveprefix", "eprinttype"),
        ("primaryclass", "eprintclass"),
        ("annotation", "annote"),
        ("numpages", "pagetotal"),
        ("hyphenation", "langid"),
    ];

    // Fields that mean something to a reader apart from the tables above.
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "title", "subtitle", "booktitle", "booksubtitle", "journal", "author", "date", "year", "month", "day", "eprint", "eprinttype", "eprintclass", "arxivid", "doi",
        "url", "number", "issue", "pages", "publisher", "school", "institution", "organization", "location", "howpublished", "file", "keywords", "abstract",
        "crossref", "xdata", "maintitle", CslTypeField,
    };

    private static readonly Dictionary<string, string> CslTypes =
        Types.SelectMany(t => t.EntryTypes.Select(e => (Entry: e, t.Csl))).ToDictionary(p => p.Entry, p => p.Csl, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, string> EntryTypes = Types.ToDictionary(t => t.Csl, t => t.EntryTypes[0], StringComparer.Ordinal);

    /// <summary>The CSL variable of a text field, by its name in BibTeX.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = PlainFields.ToDictionary(f => f.BibTex, f => f.Csl, StringComparer.Ordinal);

    /// <summary>The CSL variable of a date field.</summary>
    public static IReadOnlyDictionary<string, string> Dates { get; } = DateFields.ToDictionary(f => f.BibTex, f => f.Csl, StringComparer.Ordinal);

    /// <summary>The CSL variable of a field of names.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = NameFields.ToDictionary(f => f.BibTex, f => f.Csl, StringComparer.Ordinal);

    /// <summary>The CSL type of an entry type; "document" for one that neither BibTeX nor BibLaTeX has.</summary>
    public static string CslTypeOf(string entryType) => CslTypes.GetValueOrDefault(entryType, "document");

    /// <summary>The entry type of a CSL type; "misc" where there is none.</summary>
    public static string EntryTypeFor(string? cslType) => EntryTypes.GetValueOrDefault(cslType ?? "", "misc");

    /// <summary>Would a reader take a field of this name for one that it knows?</summary>
    public static bool IsTaken(string field) =>
        Others.Contains(Canonical(field)) || Texts.ContainsKey(Canonical(field)) || Dates.ContainsKey(field) || Names.ContainsKey(field) || Canonical(field) != field;

    /// <summary>
    /// The CSL type that an entry is read as: "misc" with an arXiv id is a preprint, CSL's "article".
    /// </summary>
    public static string CslTypeOf(string entryType, string? entrySubtype, bool hasArxivId) => (entryType, entrySubtype) switch
    {
        ("article", "magazine") => "article-magazine",
        ("article", "newspaper") => "article-newspaper",
        ("misc" or "online", _) when hasArxivId => "article",
        _ => CslTypeOf(entryType),
    };

    /// <summary>The one name, in lower case, of a field that goes by several.</summary>
    public static string Canonical(string field)
    {
        var name = field.ToLowerInvariant();
        foreach (var (alias, canonical) in Aliases)
        {
            if (alias == name)
            {
                return canonical;
            }
        }

        return name;
    }

    /// <summary>Does "number" count the issues of this type's container? Of a report or patent it is its own number, of a book its place in a series.</summary>
    public static string NumberField(string? cslType) => cslType switch
    {
        "article-journal" or "article-magazine" or "article-newspaper" or "periodical" or "review" => BibliographicField.Issue,
        "book" or "chapter" or "paper-conference" or "entry-encyclopedia" => BibliographicField.CollectionNumber,
        _ => BibliographicField.Number,
    };

    /// <summary>Which field holds the publisher of this type: a thesis has a school, a report an institution.</summary>
    public static string PublisherField(string entryType) => entryType switch
    {
        "phdthesis" or "mastersthesis" => "school",
        "thesis" or "techreport" or "report" or "bathesis" or "candthesis" => "institution",
        "manual" or "online" or "electronic" or "www" or "webpage" or "standard" => "organization",
        _ => "publisher",
    };

    /// <summary>Which field holds what a work appeared in.</summary>
    public static string VenueField(string? cslType) =>
        cslType is "paper-conference" or "chapter" or "entry-encyclopedia" or "entry-dictionary" ? "booktitle" : "journal";
}
