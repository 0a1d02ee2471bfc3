namespace ResearchAgent.QdrantIndex;

/// <summary>Names in the collection: of vectors and of payload fields. Stored; a change needs a new schema number.</summary>
internal static class Fields
{
    public const string Dense = "dense";
    public const string Sparse = "terms";

    /// <summary><see cref="PaperKind"/>, <see cref="PassageKind"/> or <see cref="ReplacedKind"/>.</summary>
    public const string Kind = "kind";
    public const string PaperKind = "paper";
    public const string PassageKind = "passage";

    /// <summary>The record of a paper that is stored under another id by now, until it is removed.</summary>
    public const string ReplacedKind = "replaced";

    public const string Paper = "paper";

    /// <summary>Of a paper: which of its passages count. Of a passage: which text of its paper it belongs to.</summary>
    public const string Edition = "edition";

    public const string Year = "year";

    /// <summary>In upper case: they are compared without case.</summary>
    public const string Tags = "tags";

    /// <summary>Ids of the terms of a passage, to count passages by term.</summary>
    public const string TermIds = "term_ids";

    public const string Position = "position";
    public const string Splitter = "splitter";
    public const string Heading = "heading";
    public const string Start = "start";
    public const string Text = "text";

    /// <summary>Of a passage: its pages, as <see cref="Papers.PageMap"/> writes them; missing where there are none.</summary>
    public const string Pages = "pages";

    /// <summary>Of a paper, as JSON: all but its text.</summary>
    public const string Record = "record";

    /// <summary>Of a paper, as JSON: its text.</summary>
    public const string Sections = "sections";

    /// <summary>Of a paper, as JSON: the works that it cites.</summary>
    public const string References = "references";
    public const string Passages = "passages";

    /// <summary>When a paper was stored, in ticks: the order of the list.</summary>
    public const string Added = "added";
}
