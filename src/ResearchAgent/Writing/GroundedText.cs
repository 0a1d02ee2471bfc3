using System.Text.Json.Serialization;
using ResearchAgent.Papers;
using ResearchAgent.Reasoning.Contradictions;
using ResearchAgent.Verification;

namespace ResearchAgent.Writing;

/// <summary>
/// Anything we print about papers: every sentence is a <see cref="Claim"/> that carries its quotes and its verdict.
/// The JSON form is described by <c>grounded-text.schema.json</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(Comparison), "comparison")]
[JsonDerivedType(typeof(Review), "review")]
[JsonDerivedType(typeof(Contradictions), "contradictions")]
public abstract record GroundedText
{
    /// <summary>The papers that claims cite, in order of first citation.</summary>
    public required IReadOnlyList<Reference> References { get; init; }

    public required Trace Trace { get; init; }

    /// <summary>Every claim of the text in reading order.</summary>
    public abstract IEnumerable<Claim> AllClaims();
}

/// <summary>An answer to a question, or the statement that the library does not hold one.</summary>
public sealed record Answer : GroundedText
{
    public required string Question { get; init; }

    /// <summary>Empty when <see cref="Abstained"/>.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>Estimated probability, from 0 to 1, that the library answers the question.</summary>
    public required double Confidence { get; init; }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public string? Abstention { get; init; }

    /// <summary>The parts of the question that the library does not answer, where it answers others; empty for a question of one part.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>The papers nearest to the question, best first: where to look, also after an abstention.</summary>
    public IReadOnlyList<Reference> Nearest { get; init; } = [];

    [JsonIgnore]
    public bool Abstained => Abstention is not null;

    public override IEnumerable<Claim> AllClaims() => Claims;
}

/// <param name="Question">The part, as a question of its own.</param>
/// <param name="Reason">Why it is not answered, in a sentence.</param>
public sealed record Gap(string Question, string Reason);

/// <summary>An evidence matrix: one row per aspect, one cell per paper, then sentences of contrast.</summary>
public sealed record Comparison : GroundedText
{
    public required string Request { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<Reference> Papers { get; init; }

    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    public required IReadOnlyList<Claim> Contrast { get; init; }

    public override IEnumerable<Claim> AllClaims() =>
        Rows.SelectMany(r => r.Cells).OfType<Claim>().Concat(Contrast);
}

/// <param name="Cells">As many as papers, in their order; null is "not reported".</param>
public sealed record ComparisonRow(string Aspect, IReadOnlyList<Claim?> Cells);

/// <summary>A literature summary by theme: of a topic, or around the user's own abstract.</summary>
public sealed record Review : GroundedText
{
    /// <summary>The topic, or the title of the user's draft.</summary>
    public required string Topic { get; init; }

    /// <summary>Related work relates each theme to the user's abstract; a review does not.</summary>
    public required bool IsRelatedWork { get; init; }

    public required IReadOnlyList<Theme> Themes { get; init; }

    public override IEnumerable<Claim> AllClaims() => Themes.SelectMany(t => t.Claims);
}

/// <summary>One paragraph under one heading.</summary>
public sealed record Theme(string Label, IReadOnlyList<Claim> Claims);

/// <summary>Where the papers of a library seem to disagree. Candidates: a person decides.</summary>
public sealed record Contradictions : GroundedText
{
    /// <summary>What was looked for; null for anything.</summary>
    public string? Topic { get; init; }

    /// <summary>Sentences that were compared.</summary>
    public required int Sentences { get; init; }

    /// <summary>Papers that the sentences come from.</summary>
    public required int Papers { get; init; }

    /// <summary>Surest first.</summary>
    public required IReadOnlyList<Disagreement> Pairs { get; init; }

    public override IEnumerable<Claim> AllClaims() => Pairs.SelectMany(p => (Claim[])[p.First, p.Second]);

    /// <summary>The first pairs alone, with only the references that they cite.</summary>
    public Contradictions Take(int count)
    {
        var pairs = Pairs.Take(count).ToList();
        var cited = pairs.SelectMany(p => p.First.Citations.Concat(p.Second.Citations)).Select(c => c.Paper).ToHashSet();
        return this with { Pairs = pairs, References = [.. References.Where(r => cited.Contains(r.Paper))] };
    }
}

/// <summary>Two sentences that seem to disagree, each told with its quote.</summary>
/// <param name="Subject">The words that both share.</param>
/// <param name="Reason">In what they disagree: "5% against 2%", "'improves' against 'does not improve'".</param>
/// <param name="Score">From 0 to 1; higher means more surely the same subject. Not a probability.</param>
/// <param name="WithinOnePaper">Both sentences stand in the same paper.</param>
public sealed record Disagreement(string Subject, ContradictionKind Kind, string Reason, double Score, bool WithinOnePaper, Claim First, Claim Second);

/// <summary>One written sentence (or table cell) with what backs it. Text holds no citation marks: a renderer adds them.</summary>
public sealed record Claim(string Text, IReadOnlyList<Citation> Citations)
{
    public Verdict Verdict { get; init; } = Verdict.Uncited;

    /// <summary>The distinct keys in order, as citation marks show them.</summary>
    [JsonIgnore]
    public IEnumerable<CitationKey> Keys => Citations.Select(c => c.Key).Distinct();
}

public sealed record Citation(CitationKey Key, PaperId Paper, Quote Quote);

/// <summary>A verbatim span of a stored passage.</summary>
/// <param name="Start">Character offset in the passage's text.</param>
public sealed record Quote(PassageId Passage, int Start, string Text)
{
    /// <summary>The page of the paper's file on which it begins, from 1; null when the file has no pages.</summary>
    public int? Page { get; init; }
}

/// <summary>A paper as a references list prints it.</summary>
public sealed record Reference(CitationKey Key, PaperId Paper, string Title)
{
    public IReadOnlyList<string> Authors { get; init; } = [];

    public int? Year { get; init; }

    public string? Venue { get; init; }

    public string? Doi { get; init; }

    public string? ArxivId { get; init; }

    public string? Url { get; init; }

    /// <inheritdoc cref="Paper.Type"/>
    public string? Type { get; init; }

    /// <summary>As <see cref="Paper.Fields"/>, without the abstract; null when there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Fields { get; init; }

    public static Reference To(Paper paper) => new(paper.Key, paper.Id, paper.Title)
    {
        Type = paper.Type,
        Fields = paper.Fields.Keys.Any(IsPrinted) ? paper.Fields.Where(f => IsPrinted(f.Key)).ToDictionary() : null,
        Authors = paper.Authors,
        Year = paper.Year,
        Venue = paper.Venue,
        Doi = paper.Doi,
        ArxivId = paper.ArxivId,
        Url = paper.Url,
    };

    private static bool IsPrinted(string field) => field != BibliographicField.Abstract;
}
