using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Api.Requests;

/// <summary>How long what a person writes may be.</summary>
internal static class Lengths
{
    /// <summary>A question of this length takes a small model's whole attention; more is a text to be reviewed, not asked.</summary>
    public const int Question = 2000;

    /// <summary>Twice the longest abstracts.</summary>
    public const int Abstract = 10_000;

    public const int Name = 300;
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A question to the library.")]
internal sealed record AskBody
{
    [Required, StringLength(Lengths.Question)]
    [Description("In a person's words.")]
    public string? Question { get; init; }

    [AllowedValues(AskStrategies.Direct, AskStrategies.Steps, null)]
    [Description("'direct' (the default) searches once; 'steps' takes the question apart and searches for each part.")]
    public string? Strategy { get; init; }

    [Description("Which papers may be cited; all where it is left out.")]
    public SelectionBody? Selection { get; init; }

    public AskRequest ToRequest() => new(Question!) { Strategy = AskStrategies.Of(Strategy), Selection = Selection?.ToSelection() ?? new() };
}

internal static class AskStrategies
{
    public const string Direct = "direct";
    public const string Steps = "steps";

    public static Strategy Of(string? name) => name == Steps ? Strategy.Steps : Strategy.Direct;
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Conditions on papers that must all hold.")]
internal sealed record SelectionBody
{
    [Range(0, 9999)]
    public int? YearFrom { get; init; }

    [Range(0, 9999)]
    [Description("Inclusive.")]
    public int? YearTo { get; init; }

    [MaxLength(100)]
    [Description("A paper with any one of these.")]
    public IReadOnlyList<string>? Tags { get; init; }

    [MaxLength(200)]
    [Description("By key, id or title.")]
    public IReadOnlyList<string>? Papers { get; init; }

    public PaperSelection ToSelection() => new() { YearFrom = YearFrom, YearTo = YearTo, Tags = Tags ?? [], Papers = Papers ?? [] };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Papers to compare.")]
internal sealed record CompareBody
{
    [Required, MinLength(2), MaxLength(12)]
    [Description("By key, id, title, method's name or acronym.")]
    public IReadOnlyList<string>? Papers { get; init; }

    [MaxLength(12)]
    [Description("Rows beside problem, idea, data, result and limits, such as 'training cost'.")]
    public IReadOnlyList<string>? Aspects { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A topic, or the title and abstract of one's own paper.")]
internal sealed record ReviewBody
{
    [StringLength(Lengths.Question)]
    [Description("What the review is about. Give this, or a title and an abstract.")]
    public string? Topic { get; init; }

    [StringLength(Lengths.Name)]
    [Description("Of one's own paper: a related-work section is written around it.")]
    public string? Title { get; init; }

    [StringLength(Lengths.Abstract)]
    public string? Abstract { get; init; }

    [Description("Which papers may be cited; all where it is left out.")]
    public SelectionBody? Selection { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Papers that are the same.")]
internal sealed record MergeBody
{
    [Required, StringLength(Lengths.Name)]
    [Description("Key or id of the paper whose key and record stay.")]
    public string? Keep { get; init; }

    [Required, MinLength(1), MaxLength(50)]
    [Description("Keys or ids of the papers that become part of it.")]
    public IReadOnlyList<string>? Merge { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Text to read papers from.")]
internal sealed record UploadBody
{
    [Required]
    public string? Text { get; init; }

    [Required, AllowedValues("markdown", "text", "bibtex", "ris", "csl-json", "jsonl", "html", "latex", "xml", null)]
    [Description("What the text is.")]
    public string? Format { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What changes of a conversation.")]
internal sealed record RenameBody
{
    [Required, StringLength(Lengths.Name)]
    public string? Title { get; init; }
}
