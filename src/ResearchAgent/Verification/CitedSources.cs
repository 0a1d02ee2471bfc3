using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Verification;

/// <summary>The passages and papers that claims cite, read from an index once.</summary>
public sealed class CitedSources : ICitedSources
{
    private readonly Dictionary<PassageId, Passage> _passages = [];
    private readonly Dictionary<PaperId, Paper> _papers = [];

    private CitedSources()
    {
    }

    public static async Task<CitedSources> LoadAsync(IPassageIndex index, IEnumerable<Claim> claims, CancellationToken cancellationToken)
    {
        var sources = new CitedSources();
        foreach (var id in claims.SelectMany(c => c.Citations).Select(c => c.Paper).Distinct().ToList())
        {
            var papers = await index.ListPapersAsync(new PassageFilter { Papers = [id] }, cancellationToken);
            if (papers is [var paper])
            {
                sources._papers[id] = paper;
                foreach (var passage in await index.GetPassagesAsync(id, cancellationToken))
                {
                    sources._passages[passage.Id] = passage;
                }
            }
        }

        return sources;
    }

    public Passage? FindPassage(PassageId passage) => _passages.GetValueOrDefault(passage);

    public Paper? FindPaper(PaperId paper) => _papers.GetValueOrDefault(paper);
}
