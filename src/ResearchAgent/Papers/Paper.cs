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

    /// <summary>The text. Empty where an index lists papers: ask for one paper to get its sections.</summary>
    public IReadOnlyList<Section> Sections { get; init; } = [];

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

    /// <summary>How prose names the authors: "Wang et al."; "The authors" when none is known.</summary>
    public string AuthorsShort => PersonName.Short(Authors) ?? "The authors";
}

/// <summary>A headed part of a paper. An abstract or a note is one section.</summary>
public sealed record Section(string Heading, string Text);
