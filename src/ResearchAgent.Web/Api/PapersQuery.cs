using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Web.Api;

/// <summary>Which papers a list holds, and in what order.</summary>
internal sealed record PapersQuery
{
    [StringLength(300)]
    [Description("Words of the title or the authors' names; each must begin a word there.")]
    public string? Q { get; init; }

    [Description("A tag; given several times, a paper with any of them passes.")]
    public IReadOnlyList<string>? Tag { get; init; }

    [Range(0, 9999)]
    public int? YearFrom { get; init; }

    [Range(0, 9999), Description("Inclusive.")]
    public int? YearTo { get; init; }

    [Description("Only papers with something hidden or planted in them, or only the others.")]
    public bool? Flagged { get; init; }

    [AllowedValues("added", "-added", "key", "-key", "title", "-title", "year", "-year", null)]
    [Description("The order; a minus turns it round. Default: added.")]
    public string? Sort { get; init; }

    [Range(0, int.MaxValue)]
    public int Offset { get; init; }

    [Range(1, 200)]
    public int Limit { get; init; } = 50;

    public async Task<IReadOnlyList<Paper>> ListAsync(IPassageIndex index, CancellationToken cancellationToken)
    {
        var words = PaperId.NormalizeTitle(Q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var papers = (await index.ListPapersAsync(new PassageFilter { FromYear = YearFrom, ToYear = YearTo, Tags = Tag ?? [] }, cancellationToken))
            .Where(p => Flagged is not { } flagged || p.Flags.Count > 0 == flagged)
            .Where(p => words.Length == 0 || Begin(p, words));
        var sorted = Sort?.TrimStart('-') switch
        {
            "key" => papers.OrderBy(p => p.Key.Value, StringComparer.OrdinalIgnoreCase),
            "title" => papers.OrderBy(p => PaperId.NormalizeTitle(p.Title), StringComparer.Ordinal),
            "year" => papers.OrderBy(p => p.Year ?? int.MinValue),
            _ => papers,
        };
        return Sort?.StartsWith('-') == true ? [.. sorted.Reverse()] : [.. sorted];
    }

    private static bool Begin(Paper paper, string[] words)
    {
        var text = " " + PaperId.NormalizeTitle($"{paper.Title} {string.Join(' ', paper.Authors)}");
        return words.All(w => text.Contains(" " + w, StringComparison.Ordinal));
    }
}
