using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;

namespace ResearchAgent.Evaluation;

/// <summary>How one query went; every figure from 0 to 1.</summary>
public readonly record struct RetrievalOutcome(double NdcgAt10, double AveragePrecision, double RecallAt10, double RecallAt100, double ReciprocalRankAt10, TimeSpan Time);

/// <summary>Ranks a public test collection with the product's own retrieval.</summary>
public static class RetrievalEvaluation
{
    // recall@100 needs 100 documents; a document gives at most three passages.
    private static readonly RetrievalOptions Options = RetrievalOptions.Keywords with { Candidates = 300, Limit = 300 };

    /// <param name="index">Empty; the documents of the data set are stored in it.</param>
    /// <param name="progress">Documents stored so far.</param>
    public static async Task IndexAsync(
        BeirDataset dataset, IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var document in dataset.ReadCorpusAsync(cancellationToken))
        {
            var paper = new Paper { Id = new PaperId(document.Id), Key = new CitationKey(document.Id), Title = document.Title, Sections = [new Section("Abstract", document.Text)] };
            await index.UpsertAsync(await PaperImporter.PrepareAsync(paper, embedder, cancellationToken), cancellationToken);
            progress?.Report(++count);
        }
    }

    /// <returns>One outcome a query, in the order of the queries.</returns>
    public static async Task<IReadOnlyList<RetrievalOutcome>> RunAsync(BeirDataset dataset, PassageRetriever retriever, CancellationToken cancellationToken)
    {
        var outcomes = new List<RetrievalOutcome>();
        foreach (var query in dataset.Queries)
        {
            var started = TimeProvider.System.GetTimestamp();
            var passages = await retriever.RetrieveAsync(query.Text, Options, PassageFilter.None, cancellationToken);
            var time = TimeProvider.System.GetElapsedTime(started);
            var ranking = passages.Select(p => p.Paper.Id.Value).Distinct().ToList();
            outcomes.Add(new RetrievalOutcome(
                RankingMetrics.NdcgAt(10, ranking, query.Judgments),
                RankingMetrics.AveragePrecision(ranking, query.Judgments),
                RankingMetrics.RecallAt(10, ranking, query.Judgments),
                RankingMetrics.RecallAt(100, ranking, query.Judgments),
                RankingMetrics.ReciprocalRankAt(10, ranking, query.Judgments),
                time));
        }

        return outcomes;
    }
}
