using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>
/// Reads papers out of one kind of file. A record that cannot be read is a <see cref="ReadFailure"/> with its line,
/// and reading goes on with the next one. Readers are stateless and safe for concurrent use.
/// </summary>
public interface IPaperReader
{
    /// <summary>Short, for <c>--as</c> and messages: "reading-list".</summary>
    string Name { get; }

    /// <summary>File name extensions with their dot, in lower case.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Does it look at the bytes itself? Others are offered Unicode text only.</summary>
    bool ReadsBytes => false;

    /// <summary>Does it read bibliographies? These come first: the files that they name as attachments are no papers of their own.</summary>
    bool ReadsBibliographies => false;

    /// <summary>Is the file, by its first bytes or lines, of this kind? Asked only for files with one of <see cref="Extensions"/>.</summary>
    bool Recognizes(SourceFile file);

    IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, CancellationToken cancellationToken);
}

/// <summary>What a reader found: a <see cref="PaperRecord"/>, a <see cref="ReadFailure"/> or a <see cref="ReadNotice"/>.</summary>
public abstract record ReadResult(string Path, int Line);

/// <summary>A paper as the file states it, before it has an id and a key.</summary>
/// <param name="Line">Line of the file, from 1, where the record begins.</param>
public sealed record PaperRecord(string Path, int Line, string Title) : ReadResult(Path, Line)
{
    public IReadOnlyList<string> Authors { get; init; } = [];

    public int? Year { get; init; }

    public string? Venue { get; init; }

    public string? Doi { get; init; }

    public string? ArxivId { get; init; }

    public string? Url { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<Section> Sections { get; init; } = [];

    /// <summary>The citation key that the file gives; null lets one be made of author, year and title.</summary>
    public string? Key { get; init; }

    /// <inheritdoc cref="Paper.Type"/>
    public string? Type { get; init; }

    /// <inheritdoc cref="Paper.Fields"/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; } = BibliographicField.None;

    public IReadOnlyList<CitedWork> References { get; init; } = [];

    public IReadOnlyList<PaperFlag> Flags { get; init; } = [];

    public RecordAuthority Authority { get; init; } = RecordAuthority.Stated;

    /// <summary>Full paths of files that belong to the paper and hold its text, as a bibliography names them; not yet looked for.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>This is a supplement to the paper with this DOI or title, not a paper of its own.</summary>
    public string? SupplementTo { get; init; }
}

/// <param name="Message">Names what is wrong, its value and the next step; without path and line.</param>
public sealed record ReadFailure(string Path, int Line, string Message) : ReadResult(Path, Line)
{
    public override string ToString() => Line > 0 ? $"{Path}:{Line}: {Message}" : $"{Path}: {Message}";
}

/// <summary>Something that was passed over with a reason and keeps no paper out, such as an attachment that is not there.</summary>
/// <param name="Message">As that of a <see cref="ReadFailure"/>.</param>
public sealed record ReadNotice(string Path, int Line, string Message) : ReadResult(Path, Line)
{
    public override string ToString() => Line > 0 ? $"{Path}:{Line}: {Message}" : $"{Path}: {Message}";
}
