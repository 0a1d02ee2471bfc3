using System.Text.Json.Serialization;

namespace ResearchAgent.Papers;

/// <summary>A bibliographic record and its text. Authors may end in <see cref="PersonName.Others"/>.</summary>
public sealed record Paper
{
    public required PaperId Id { get; init; }

    public required CitationKey Key { get; init; }

    public required string Title { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public int? Year { get; init; }

    public string? Venue { get; init; }

    public string? Doi { get; init; }

    public string? ArxivId { get; init; }

    public string? Url { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What kind of work it is, as CSL 1.0.2 names it ("article-journal", "paper-conference", "book"); null when nobody said.</summary>
    public string? Type { get; init; }

    /// <summary>What else a bibliography said, under the names of <see cref="BibliographicField"/> or the file's own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; } = BibliographicField.None;

    /// <summary>The text. Empty where an index lists papers: ask for one paper to get its sections.</summary>
    public IReadOnlyList<Section> Sections { get; init; } = [];

    /// <summary>The works that the paper's list of references names; never evidence. Empty where an index lists papers.</summary>
    public IReadOnlyList<CitedWork> References { get; init; } = [];

    /// <summary>What a reader should be warned of: hidden text, planted instructions.</summary>
    public IReadOnlyList<PaperFlag> Flags { get; init; } = [];

    /// <summary>A person has seen the flags: hidden text and planted instructions count as text like any other.</summary>
    public bool AllowsFlagged { get; init; }

    /// <summary>How far the bibliographic record can be trusted.</summary>
    public RecordAuthority Authority { get; init; } = RecordAuthority.Stated;

    /// <summary>Names of the fields that a person set by hand; no import changes them.</summary>
    public IReadOnlyList<string> EditedFields { get; init; } = [];

    /// <summary>Ids of records that were merged into this one: reading them again leads here.</summary>
    public IReadOnlyList<PaperId> AlsoKnownAs { get; init; } = [];

    /// <summary>A person added or changed it: it stays when the file that it came from is gone from a folder that is kept in step.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>SHA-256 over every field a reader gave, in hexadecimal: equal means that nothing was corrected.</summary>
    public string RecordHash { get; init; } = "";

    /// <summary>SHA-256 over the sections' text alone: equal means the same paper under a corrected title or id.</summary>
    public string TextHash { get; init; } = "";

    /// <summary>Where the record came from: file name and line, for error messages and the trace.</summary>
    public string? Source { get; init; }

    /// <summary>The title up to its colon when that part names something: "Plan-and-Solve Prompting".</summary>
    public string ShortTitle
    {
        get
        {
            var colon = Title.IndexOf(": ", StringComparison.Ordinal);
            return colon >= 2 ? Title[..colon] : Title;
        }
    }

    /// <summary>
    /// What prose may call the paper, at most six words: the short title, or its head before "for", "via", "with" and
    /// the like ("Successive Prompting for Decomposing ..."); null when the title offers no name.
    /// </summary>
    public string? Nickname
    {
        get
        {
            var words = ShortTitle.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length <= 6 && !ShortTitle.EndsWith('?'))
            {
                return ShortTitle;
            }

            var head = words.TakeWhile(w => w is not ("for" or "via" or "with" or "through" or "using" or "by" or "on" or "in" or "to")).ToArray();
            return head.Length is >= 2 and <= 3 && head.Length < words.Length && head[0] is not ("A" or "An" or "The" or "Can" or "Do" or "How" or "What" or "Is") ? string.Join(' ', head) : null;
        }
    }

    /// <summary>The record alone, as lists of papers hold it.</summary>
    public Paper WithoutText() => this with { Sections = [], References = [] };

    /// <summary>How prose names the authors: "Wang et al."; "The authors" when none is known.</summary>
    public string AuthorsShort => PersonName.Short(Authors) ?? "The authors";
}

/// <summary>A headed part of a paper. An abstract or a note is one section; paragraphs are separated by a blank line.</summary>
public sealed record Section(string Heading, string Text)
{
    public SectionKind Kind { get; init; }

    /// <summary>On which page of the file each part of the text stands; empty for a file without pages.</summary>
    public PageMap Pages { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<SectionKind>))]
public enum SectionKind
{
    /// <summary>Running text, the abstract included.</summary>
    Body,

    /// <summary>Captions of figures and tables, a paragraph each, apart from the text that they interrupt.</summary>
    Captions,

    /// <summary>Text of a supplement to the paper.</summary>
    Supplement,

    /// <summary>Text that the page does not show a reader; evidence only where <see cref="Paper.AllowsFlagged"/>.</summary>
    Hidden,
}

/// <summary>How far a bibliographic record can be trusted; where two say different things, the higher one wins.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecordAuthority>))]
public enum RecordAuthority
{
    /// <summary>Inferred from how a page looks.</summary>
    Guessed,

    /// <summary>Said by the file itself: a note's front matter, a JSONL record, an article's markup.</summary>
    Stated,

    /// <summary>From a bibliography or a catalogue.</summary>
    Bibliography,
}
