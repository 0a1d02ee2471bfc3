using System.Collections.ObjectModel;

namespace ResearchAgent.Papers;

/// <summary>
/// Names of bibliographic fields beyond those that <see cref="Paper"/> has as members: the variables of CSL 1.0.2, so that
/// every format maps to and from one set. A field that CSL does not know keeps its file's name, such as "shorthand".
/// Every field is a list: most hold one value, names and notes may be several.
/// </summary>
public static class BibliographicField
{
    public const string Abstract = "abstract";
    public const string Volume = "volume";
    public const string Issue = "issue";

    /// <summary>A range is written "12-34".</summary>
    public const string Page = "page";
    public const string Publisher = "publisher";
    public const string PublisherPlace = "publisher-place";
    public const string Edition = "edition";
    public const string CollectionTitle = "collection-title";
    public const string EventTitle = "event-title";
    public const string Isbn = "ISBN";
    public const string Issn = "ISSN";
    public const string Number = "number";
    public const string Genre = "genre";
    public const string Note = "note";
    public const string Language = "language";

    /// <summary>When it appeared, as far as known: "2019-03-12", "2019-03" or "2019"; <see cref="Paper.Year"/> is its first part.</summary>
    public const string Issued = "issued";

    /// <summary>When a web address was read, written as <see cref="Issued"/> is.</summary>
    public const string Accessed = "accessed";
    public const string EventDate = "event-date";
    public const string OriginalDate = "original-date";
    public const string Submitted = "submitted";

    /// <summary>Names, one a value, written as <see cref="Paper.Authors"/> are.</summary>
    public const string Editor = "editor";
    public const string Translator = "translator";
    public const string Director = "director";
    public const string CollectionEditor = "collection-editor";
    public const string ContainerAuthor = "container-author";
    public const string ReviewedAuthor = "reviewed-author";
    public const string Contributor = "contributor";

    public const string Annote = "annote";
    public const string CallNumber = "call-number";
    public const string ChapterNumber = "chapter-number";
    public const string CollectionNumber = "collection-number";
    public const string ContainerTitleShort = "container-title-short";
    public const string EventPlace = "event-place";
    public const string Medium = "medium";
    public const string NumberOfPages = "number-of-pages";
    public const string NumberOfVolumes = "number-of-volumes";
    public const string OriginalPublisher = "original-publisher";
    public const string OriginalPublisherPlace = "original-publisher-place";
    public const string OriginalTitle = "original-title";
    public const string PartNumber = "part-number";
    public const string Pmcid = "PMCID";
    public const string Pmid = "PMID";
    public const string SectionNumber = "section";

    /// <summary>The database or catalogue that the record came from.</summary>
    public const string Source = "source";
    public const string Status = "status";
    public const string TitleShort = "title-short";
    public const string Version = "version";

    /// <summary>Web addresses beyond <see cref="Paper.Url"/>.</summary>
    public const string Url = "URL";

    /// <summary>Not of CSL: what the bibliography says of attached files, as it says it.</summary>
    public const string File = "file";

    /// <summary>Which of CSL's variables hold names.</summary>
    public static IReadOnlySet<string> NameFields { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "author", "chair", "collection-editor", "compiler", "composer", "container-author", "contributor", "curator", "director", "editor",
        "editor-translator", "editorial-director", "executive-producer", "guest", "host", "illustrator", "interviewer", "narrator", "organizer",
        "original-author", "performer", "producer", "recipient", "reviewed-author", "script-writer", "series-creator", "translator",
    };

    /// <summary>Which of CSL's variables hold dates.</summary>
    public static IReadOnlySet<string> DateFields { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Accessed, "available-date", EventDate, Issued, OriginalDate, Submitted,
    };

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> None { get; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>The first value of a field; null when it has none.</summary>
    public static string? First(this IReadOnlyDictionary<string, IReadOnlyList<string>> fields, string name) =>
        fields.TryGetValue(name, out var values) && values is [var first, ..] ? first : null;
}
