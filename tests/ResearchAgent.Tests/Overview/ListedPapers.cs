using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Tests.Overview;

/// <summary>A double: papers with one passage each, in the order given; nothing else is asked of an index for an overview.</summary>
internal sealed class ListedPapers(IReadOnlyList<(Paper Paper, string Text)> papers) : IPassageIndex
{
    /// <summary>Called when a paper is read.</summary>
    public Action<PaperId>? OnRead { get; init; }

    public static (Paper Paper, string Text) Paper(string title, string text, int? year = null, params string[] tags) =>
        (new Paper { Id = PaperId.For(title, null, null, null, null), Key = CitationKey.Suggest(title, [], null), Title = title, Year = year, Tags = tags }, text);

    public Task<IReadOnlyList<Paper>> ListPapersAsync(PassageFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Paper>>([.. papers.Select(p => p.Paper)]);

    public Task<IReadOnlyList<Passage>> GetPassagesAsync(PaperId paper, CancellationToken cancellationToken)
    {
        OnRead?.Invoke(paper);
        cancellationToken.ThrowIfCancellationRequested();
        var text = papers.First(p => p.Paper.Id == paper).Text;
        return Task.FromResult<IReadOnlyList<Passage>>(text.Length == 0 ? [] : [new Passage(new PassageId(paper, 0, 1), "Abstract", 0, text)]);
    }

    public Task<IndexCounts> CountAsync(PassageFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult(new IndexCounts(papers.Count, papers.Count(p => p.Text.Length > 0)));

    public Task UpsertAsync(IndexedPaper paper, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(PaperId paper, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<PassageHit>> SearchAsync(PassageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<int>> CountPassagesWithTermsAsync(IReadOnlyList<uint> termIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Paper?> GetPaperAsync(PaperId paper, CancellationToken cancellationToken) => throw new NotSupportedException();
}
