using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;

namespace ResearchAgent.Web.Work;

/// <summary>A question as a person puts it to the server.</summary>
public sealed record AskRequest(string Question)
{
    public Strategy Strategy { get; init; }

    public PaperSelection Selection { get; init; } = new();
}

/// <summary>How an answer is reached.</summary>
public enum Strategy
{
    /// <summary>One search, then the answer.</summary>
    Direct,

    /// <summary>The agent takes the question apart and searches for each part, again with other words where that was not enough.</summary>
    Steps,
}

/// <summary>Which papers may be cited; an empty list or null sets no condition.</summary>
public sealed record PaperSelection
{
    public int? YearFrom { get; init; }

    /// <summary>Inclusive.</summary>
    public int? YearTo { get; init; }

    /// <summary>A paper with any one of these.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>By key, id or title.</summary>
    public IReadOnlyList<string> Papers { get; init; } = [];

    /// <exception cref="PaperNotFoundException">A name leads to no paper: an empty result would look like an empty library.</exception>
    internal async Task<PassageFilter> ResolveAsync(Session session, CancellationToken cancellationToken)
    {
        var papers = new List<PaperId>();
        foreach (var name in Papers)
        {
            var paper = await session.Assistant.ResolveAsync(name, cancellationToken)
                ?? throw new PaperNotFoundException(name, $"No paper of the library is called '{name}'. Use a key, an id or words of the title.");
            papers.Add(paper.Id);
        }

        return new PassageFilter { FromYear = YearFrom, ToYear = YearTo, Tags = Tags, Papers = papers };
    }
}
