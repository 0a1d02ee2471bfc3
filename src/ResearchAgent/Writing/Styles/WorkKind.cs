namespace ResearchAgent.Writing.Styles;

/// <summary>The kinds of work that styles print differently.</summary>
internal enum WorkKind
{
    Article,
    ConferencePaper,
    Book,
    Chapter,
    Thesis,
    Report,
    WebPage,
    Dataset,
    Software,
    Preprint,

    /// <summary>Nothing tells: a title and what else is known.</summary>
    Other,
}
