using ResearchAgent.Papers;

namespace ResearchAgent.Indexing;

/// <summary>
/// Keeps papers with their passages and finds passages by terms and by vector. Every implementation gives the same
/// candidates with the same scores up to rounding; how the two scores become one rank is the caller's business.
/// Safe for concurrent use. Calls that write are atomic per paper: after a crash a paper is there whole or not at all.
/// </summary>
public interface IPassageIndex
{
    /// <summary>Stores the paper, replacing the one with the same id with all its passages.</summary>
    Task UpsertAsync(IndexedPaper paper, CancellationToken cancellationToken);

    /// <returns>False when there was no such paper.</returns>
    Task<bool> DeleteAsync(PaperId paper, CancellationToken cancellationToken);

    /// <summary>
    /// The best passages by terms and the best by vector, <see cref="PassageQuery.Candidates"/> of each, as one set:
    /// every hit carries both scores. Unordered. By terms alone while passages lack a vector, see <see cref="IReembeddable"/>.
    /// </summary>
    Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken);

    /// <summary>For each term, how many passages contain it; 0 for an unknown one.</summary>
    Task<IReadOnlyList<int>> CountPassagesWithTermsAsync(IReadOnlyList<uint> termIds, CancellationToken cancellationToken);

    /// <summary>All papers in the order they were added, without their sections.</summary>
    Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken);

    /// <summary>One paper with its sections; null when it is not there.</summary>
    Task<Paper?> GetPaperAsync(PaperId paper, CancellationToken cancellationToken);

    /// <summary>The passages of a paper in reading order; empty when it is not there.</summary>
    Task<IReadOnlyList<Passage>> GetPassagesAsync(PaperId paper, CancellationToken cancellationToken);

    Task<IndexCounts> CountAsync(PassageFilter filter, CancellationToken cancellationToken);
}

/// <summary>A paper ready to be stored.</summary>
public sealed record IndexedPaper(Paper Paper, IReadOnlyList<IndexedPassage> Passages)
{
    /// <summary>The id under which the same paper was stored before its id was corrected; it goes in the same transaction.</summary>
    public PaperId? Replaces { get; init; }
}

/// <param name="Vector">L2-normalised, or all zero when the embedder knows no word of the passage.</param>
public sealed record IndexedPassage(Passage Passage, SparseVector Terms, ReadOnlyMemory<float> Vector);

/// <summary>Conditions that must all hold; an empty list or null sets no condition.</summary>
public sealed record PassageFilter
{
    public static PassageFilter None { get; } = new();

    public IReadOnlyCollection<PaperId> Papers { get; init; } = [];

    public int? FromYear { get; init; }

    /// <summary>Inclusive.</summary>
    public int? ToYear { get; init; }

    /// <summary>A paper passes with any one of these, compared without case.</summary>
    public IReadOnlyCollection<string> Tags { get; init; } = [];

    public bool Admits(Paper paper) =>
        (Papers.Count == 0 || Papers.Contains(paper.Id))
        && (FromYear is not { } from || paper.Year >= from)
        && (ToYear is not { } to || paper.Year <= to)
        && (Tags.Count == 0 || paper.Tags.Any(t => Tags.Contains(t, StringComparer.OrdinalIgnoreCase)));
}

public sealed record PassageQuery
{
    /// <summary>Terms by <see cref="Bm25Encoder.TermId"/>, each with its weight in the question (usually 1).</summary>
    public IReadOnlyList<(uint TermId, float Weight)> Terms { get; init; } = [];

    /// <summary>L2-normalised; empty or zero for a search by terms alone.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    public PassageFilter Filter { get; init; } = PassageFilter.None;

    /// <summary>How many passages each of the two arms contributes. At least 1.</summary>
    public int Candidates { get; init; } = 50;

    /// <summary>How many passages of one paper each arm may contribute. At least 1.</summary>
    public int MaxPerPaper { get; init; } = int.MaxValue;
}

/// <param name="TermScore">BM25, 0 or more.</param>
/// <param name="Similarity">Cosine of passage and question, from -1 to 1.</param>
public readonly record struct PassageHit(Passage Passage, float TermScore, float Similarity);

public readonly record struct IndexCounts(int Papers, int Passages);
