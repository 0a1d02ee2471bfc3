using System.ComponentModel;
using ResearchAgent.Papers;

namespace ResearchAgent.Web.Api;

[Description("A paper's record, as lists show it.")]
internal sealed record PaperSummary
{
    public required string Key { get; init; }

    public required string Id { get; init; }

    public required string Title { get; init; }

    [Description("May end in 'others': the list goes on with people not known.")]
    public required IReadOnlyList<string> Authors { get; init; }

    public int? Year { get; init; }

    public string? Venue { get; init; }

    public string? Doi { get; init; }

    public string? ArxivId { get; init; }

    public string? Url { get; init; }

    [Description("The kind of work, as CSL 1.0.2 names it.")]
    public string? Type { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    [Description("Something in it is hidden, or speaks to a machine.")]
    public required bool Flagged { get; init; }

    public static PaperSummary Of(Paper paper) => new()
    {
        Key = paper.Key.Value,
        Id = paper.Id.Value,
        Title = paper.Title,
        Authors = paper.Authors,
        Year = paper.Year,
        Venue = paper.Venue,
        Doi = paper.Doi,
        ArxivId = paper.ArxivId,
        Url = paper.Url,
        Type = paper.Type,
        Tags = paper.Tags,
        Flagged = paper.Flags.Count > 0,
    };
}

[Description("A paper's record, the headings of its sections and what a reader should be warned of. The text is read as passages.")]
internal sealed record PaperDetail
{
    public required PaperSummary Record { get; init; }

    [Description("What else is known of it, by CSL variable: volume, page, publisher.")]
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; }

    public required IReadOnlyList<SectionSummary> Sections { get; init; }

    [Description("How many works its list of references names.")]
    public required int References { get; init; }

    public required IReadOnlyList<PaperWarning> Flags { get; init; }

    [Description("A person has seen the flags: hidden text and planted instructions count as text.")]
    public required bool AllowsFlagged { get; init; }

    [Description("Fields that a person set; no import changes them.")]
    public required IReadOnlyList<string> EditedFields { get; init; }

    [Description("Ids of records that were merged into this one.")]
    public required IReadOnlyList<string> AlsoKnownAs { get; init; }

    [Description("Changes whenever the text does.")]
    public required string TextHash { get; init; }

    public static PaperDetail Of(Paper paper) => new()
    {
        Record = PaperSummary.Of(paper),
        Fields = paper.Fields,
        Sections = [.. paper.Sections.Where(s => s.Kind != SectionKind.Hidden || paper.AllowsFlagged).Select(s => new SectionSummary(s.Heading, s.Kind.ToString(), s.Text.Length, s.Pages.PageAt(0)))],
        References = paper.References.Count,
        Flags = [.. paper.Flags.Select(f => new PaperWarning(f.Kind.ToString(), f.Text, f.Page))],
        AllowsFlagged = paper.AllowsFlagged,
        EditedFields = paper.EditedFields,
        AlsoKnownAs = [.. paper.AlsoKnownAs.Select(id => id.Value)],
        TextHash = paper.TextHash,
    };
}

internal sealed record SectionSummary(string Heading, string Kind, int Characters, int? Page);

internal sealed record PaperWarning(string Kind, string Text, int? Page);

[Description("A piece of a paper's text, cut at sentence bounds.")]
internal sealed record PassageText(string Id, string Heading, [property: Description("Character (UTF-16) offset in the section's text.")] int Start, string Text, int? Page)
{
    public static PassageText Of(Passage passage) => new(passage.Id.Value, passage.Heading, passage.Start, passage.Text, passage.Pages.PageAt(0));
}

internal sealed record PassageList(string Key, string Paper, IReadOnlyList<PassageText> Passages);

[Description("A part of a list. The Link header leads to the next one.")]
internal sealed record PaperPage(int Total, int Offset, int Limit, IReadOnlyList<PaperSummary> Papers);
