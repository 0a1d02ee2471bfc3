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

    /// <summary>Names, one a value, written as <see cref="Paper.Authors"/> are.</summary>
    public const string Editor = "editor";
    public const string Translator = "translator";

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> None { get; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>The first value of a field; null when it has none.</summary>
    public static string? First(this IReadOnlyDictionary<string, IReadOnlyList<string>> fields, string name) =>
        fields.TryGetValue(name, out var values) && values is [var first, ..] ? first : null;
}
