using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Zotero;

/// <summary>Which of Zotero's item types, fields and creators is which of CSL's.</summary>
internal static class ZoteroVocabulary
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["journalArticle"] = "article-journal",
        ["magazineArticle"] = "article-magazine",
        ["newspaperArticle"] = "article-newspaper",
        ["preprint"] = "article",
        ["book"] = "book",
        ["bookSection"] = "chapter",
        ["conferencePaper"] = "paper-conference",
        ["thesis"] = "thesis",
        ["report"] = "report",
        ["webpage"] = "webpage",
        ["blogPost"] = "post-weblog",
        ["forumPost"] = "post",
        ["manuscript"] = "manuscript",
        ["patent"] = "patent",
        ["computerProgram"] = "software",
        ["dataset"] = "dataset",
        ["standard"] = "standard",
        ["presentation"] = "speech",
        ["film"] = "motion_picture",
        ["videoRecording"] = "motion_picture",
        ["tvBroadcast"] = "broadcast",
        ["radioBroadcast"] = "broadcast",
        ["podcast"] = "broadcast",
        ["audioRecording"] = "song",
        ["artwork"] = "graphic",
        ["map"] = "map",
        ["letter"] = "personal_communication",
        ["email"] = "personal_communication",
        ["instantMessage"] = "personal_communication",
        ["interview"] = "interview",
        ["bill"] = "bill",
        ["case"] = "legal_case",
        ["hearing"] = "hearing",
        ["statute"] = "legislation",
        ["encyclopediaArticle"] = "entry-encyclopedia",
        ["dictionaryEntry"] = "entry-dictionary",
    };

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["volume"] = BibliographicField.Volume,
        ["codeVolume"] = BibliographicField.Volume,
        ["reporterVolume"] = BibliographicField.Volume,
        ["issue"] = BibliographicField.Issue,
        ["pages"] = BibliographicField.Page,
        ["codePages"] = BibliographicField.Page,
        ["firstPage"] = BibliographicField.Page,
        ["edition"] = BibliographicField.Edition,
        ["series"] = BibliographicField.CollectionTitle,
        ["seriesTitle"] = BibliographicField.CollectionTitle,
        ["seriesNumber"] = BibliographicField.CollectionNumber,
        ["place"] = BibliographicField.PublisherPlace,
        ["publisher"] = BibliographicField.Publisher,
        ["institution"] = BibliographicField.Publisher,
        ["university"] = BibliographicField.Publisher,
        ["company"] = BibliographicField.Publisher,
        ["label"] = BibliographicField.Publisher,
        ["studio"] = BibliographicField.Publisher,
        ["network"] = BibliographicField.Publisher,
        ["distributor"] = BibliographicField.Publisher,
        ["repository"] = BibliographicField.Publisher,
        ["organization"] = BibliographicField.Publisher,
        ["ISBN"] = BibliographicField.Isbn,
        ["ISSN"] = BibliographicField.Issn,
        ["language"] = BibliographicField.Language,
        ["shortTitle"] = BibliographicField.TitleShort,
        ["journalAbbreviation"] = BibliographicField.ContainerTitleShort,
        ["conferenceName"] = BibliographicField.EventTitle,
        ["meetingName"] = BibliographicField.EventTitle,
        ["eventPlace"] = BibliographicField.EventPlace,
        ["numPages"] = BibliographicField.NumberOfPages,
        ["numberOfVolumes"] = BibliographicField.NumberOfVolumes,
        ["number"] = BibliographicField.Number,
        ["reportNumber"] = BibliographicField.Number,
        ["billNumber"] = BibliographicField.Number,
        ["patentNumber"] = BibliographicField.Number,
        ["episodeNumber"] = BibliographicField.Number,
        ["docketNumber"] = BibliographicField.Number,
        ["documentNumber"] = BibliographicField.Number,
        ["publicLawNumber"] = BibliographicField.Number,
        ["type"] = BibliographicField.Genre,
        ["genre"] = BibliographicField.Genre,
        ["reportType"] = BibliographicField.Genre,
        ["thesisType"] = BibliographicField.Genre,
        ["manuscriptType"] = BibliographicField.Genre,
        ["letterType"] = BibliographicField.Genre,
        ["mapType"] = BibliographicField.Genre,
        ["postType"] = BibliographicField.Genre,
        ["presentationType"] = BibliographicField.Genre,
        ["websiteType"] = BibliographicField.Genre,
        ["medium"] = BibliographicField.Medium,
        ["versionNumber"] = BibliographicField.Version,
        ["version"] = BibliographicField.Version,
        ["section"] = BibliographicField.SectionNumber,
        ["callNumber"] = BibliographicField.CallNumber,
        ["libraryCatalog"] = BibliographicField.Source,
        ["archive"] = "archive",
        ["archiveLocation"] = "archive_location",
        ["rights"] = "license",
        ["runningTime"] = "dimensions",
        ["status"] = BibliographicField.Status,
    };

    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["seriesEditor"] = BibliographicField.CollectionEditor,
        ["bookAuthor"] = BibliographicField.ContainerAuthor,
        ["reviewedAuthor"] = BibliographicField.ReviewedAuthor,
        ["scriptwriter"] = "script-writer",
        ["castMember"] = "performer",
    };

    /// <summary>Fields that name what the work appeared in.</summary>
    public static IReadOnlySet<string> Venues { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "publicationTitle", "bookTitle", "proceedingsTitle", "encyclopediaTitle", "dictionaryTitle", "websiteTitle", "blogTitle", "forumTitle", "programTitle", "code", "reporter",
    };

    /// <summary>Fields that are the title of some type.</summary>
    public static IReadOnlySet<string> Titles { get; } = new HashSet<string>(StringComparer.Ordinal) { "title", "caseName", "nameOfAct", "subject" };

    /// <summary>Fields that are the date of some type.</summary>
    public static IReadOnlySet<string> Dates { get; } = new HashSet<string>(StringComparer.Ordinal) { "date", "dateDecided", "dateEnacted", "issueDate" };

    /// <summary>Creators whom CSL calls the author of their type of work.</summary>
    public static IReadOnlySet<string> Authors { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "author", "artist", "cartographer", "inventor", "interviewee", "podcaster", "presenter", "programmer", "sponsor",
    };

    public static string CslTypeOf(string itemType) => Types.GetValueOrDefault(itemType, "document");

    /// <summary>The CSL variable of a field, else its own name in lower case.</summary>
    public static string FieldOf(string field) => Fields.GetValueOrDefault(field, field.ToLowerInvariant());

    /// <summary>The CSL variable of a creator's role, else its own name in lower case.</summary>
    public static string RoleOf(string role) => Roles.GetValueOrDefault(role, role.ToLowerInvariant());
}
