using ResearchAgent.Papers;

namespace ResearchAgent.Bibliographies;

/// <summary>Which of RIS's reference types and tags is which of CSL's, in both directions.</summary>
public static class RisVocabulary
{
    /// <summary>Keeps a reference type that <see cref="ReferenceTypeFor"/> would not choose, so that writing gives it back.</summary>
    public const string ReferenceTypeField = "ty";

    /// <summary>
    /// The tag, the last of those left to users, under which a field that RIS has no tag for is written as "name: value".
    /// </summary>
    public const string CustomTag = "C8";

    // The first reference type of each CSL type is the one that is written.
    private static readonly (string Csl, string[] References)[] Types =
    [
        ("article-journal", ["JOUR", "EJOUR", "JFULL", "INPR", "ABST", "Journal Article", "Journal"]),
        ("article-magazine", ["MGZN", "Magazine Article"]),
        ("article-newspaper", ["NEWS", "Newspaper Article"]),
        ("paper-conference", ["CPAPER", "CONF", "Conference Paper", "Conference Proceedings"]),
        ("book", ["BOOK", "EBOOK", "EDBOOK", "CLSWK", "CTLG", "ANCIENT", "Edited Book"]),
        ("chapter", ["CHAP", "ECHAP", "Book Section", "Book Chapter"]),
        ("thesis", ["THES", "Thesis"]),
        ("report", ["RPRT", "GOVDOC", "GRANT", "Report"]),
        ("webpage", ["ELEC", "Web Page"]),
        ("post-weblog", ["BLOG"]),
        ("post", ["ICOMM"]),
        ("manuscript", ["UNPB", "MANSCPT", "Unpublished Work", "Manuscript"]),
        ("pamphlet", ["PAMP", "Pamphlet"]),
        ("patent", ["PAT", "Patent"]),
        ("dataset", ["DATA", "AGGR", "DBASE", "Dataset"]),
        ("software", ["COMP", "Computer Program"]),
        ("standard", ["STAND", "Standard"]),
        ("legislation", ["STAT", "LEGAL", "Statute"]),
        ("bill", ["BILL", "UNBILL"]),
        ("legal_case", ["CASE"]),
        ("hearing", ["HEAR", "Hearing"]),
        ("map", ["MAP"]),
        ("motion_picture", ["VIDEO", "MPCT", "ADVS", "MULTI"]),
        ("song", ["SOUND"]),
        ("musical_score", ["MUSIC"]),
        ("graphic", ["ART"]),
        ("figure", ["FIGURE", "CHART", "EQUA"]),
        ("entry-encyclopedia", ["ENCYC", "Encyclopedia"]),
        ("entry-dictionary", ["DICT", "Dictionary"]),
        ("periodical", ["SER"]),
        ("personal_communication", ["PCOMM"]),
        ("speech", ["SLIDE"]),
        ("document", ["GEN", "Generic"]),
    ];

    private static readonly (string Tag, string Csl)[] TextTags =
    [
        ("VL", BibliographicField.Volume),
        ("M1", BibliographicField.Number),
        ("M3", BibliographicField.Genre),
        ("CY", BibliographicField.PublisherPlace),
        ("PB", BibliographicField.Publisher),
        ("ET", BibliographicField.Edition),
        ("T3", BibliographicField.CollectionTitle),
        ("ST", BibliographicField.TitleShort),
        ("JA", BibliographicField.ContainerTitleShort),
        ("LA", BibliographicField.Language),
        ("N1", BibliographicField.Note),
        ("CN", BibliographicField.CallNumber),
        ("NV", BibliographicField.NumberOfVolumes),
        ("SE", BibliographicField.SectionNumber),
        ("DB", BibliographicField.Source),
    ];

    private static readonly (string Tag, string Csl)[] NameTags =
    [
        ("A2", BibliographicField.Editor),
        ("A3", BibliographicField.CollectionEditor),
        ("A4", BibliographicField.Translator),
    ];

    // Older spellings of the same tags.
    private static readonly (string Alias, string Tag)[] Aliases =
    [
        ("A1", "AU"), ("ED", "A2"), ("T1", "TI"), ("CT", "TI"), ("CP", "IS"), ("PP", "CY"), ("JF", "T2"), ("BT", "T2"), ("J1", "JA"), ("J2", "JA"), ("RN", "N1"), ("Y1", "PY"),
    ];

    private static readonly Dictionary<string, string> CslTypes =
        Types.SelectMany(t => t.References.Select(r => (Reference: r, t.Csl))).ToDictionary(p => p.Reference, p => p.Csl, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, string> References = Types.ToDictionary(t => t.Csl, t => t.References[0], StringComparer.Ordinal);

    /// <summary>The CSL variable of a tag for text.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = TextTags.ToDictionary(t => t.Tag, t => t.Csl, StringComparer.Ordinal);

    /// <summary>The CSL variable of a tag for names, one a line.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = NameTags.ToDictionary(t => t.Tag, t => t.Csl, StringComparer.Ordinal);

    /// <summary>Tags with a meaning of their own here, apart from those of <see cref="Texts"/> and <see cref="Names"/>.</summary>
    public static IReadOnlySet<string> Reserved { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "TY", "ER", "ID", "AU", "TI", "T2", "JO", "PY", "DA", "Y2", "IS", "SP", "EP", "SN", "KW", "AB", "N2", "DO", "UR", "L1", CustomTag,
        "A1", "ED", "T1", "CT", "CP", "PP", "JF", "BT", "J1", "J2", "RN", "Y1",
    };

    /// <summary>The CSL type of a reference type; "document" for one that RIS does not have.</summary>
    public static string CslTypeOf(string reference) => CslTypes.GetValueOrDefault(reference, "document");

    /// <summary>The reference type of a CSL type; "GEN" where there is none.</summary>
    public static string ReferenceTypeFor(string? cslType) => References.GetValueOrDefault(cslType ?? "", "GEN");

    public static string Canonical(string tag)
    {
        foreach (var (alias, canonical) in Aliases)
        {
            if (alias == tag)
            {
                return canonical;
            }
        }

        return tag;
    }

    /// <summary>Does "IS" count the issues of this type's container, or is it the work's own number?</summary>
    public static string IssueField(string? cslType) =>
        cslType is "report" or "patent" or "standard" or "legislation" or "bill" or "legal_case" ? BibliographicField.Number : BibliographicField.Issue;
}
