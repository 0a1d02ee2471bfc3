using Microsoft.Extensions.AI;

namespace ResearchAgent.Indexing;

/// <summary>
/// Gives every passage a vector of the present embedder, then drops those of other embedders. Stopped at any point it
/// goes on from there the next time; the index stays usable meanwhile, see <see cref="IReembeddable"/>.
/// </summary>
/// <param name="embedder">The one that the index was opened for.</param>
public sealed class Reembedder(IReembeddable index, IEmbeddingGenerator<string, Embedding<float>> embedder)
{
    /// <summary>Enough to fill a model's batch; little enough to lose when stopped, and to make progress visible.</summary>
    private const int BatchSize = 64;

    /// <param name="progress">After each batch.</param>
    /// <param name="cancellationToken">Heeded by the embedder and between batches; whole batches are kept.</param>
    /// <returns>How many passages had no vector and were embedded here.</returns>
    public async Task<int> ReembedAsync(IProgress<EmbeddingStatus>? progress, CancellationToken cancellationToken)
    {
        var embedded = 0;
        do
        {
            while (await index.ListMissingAsync(BatchSize, cancellationToken) is { Count: > 0 } batch)
            {
                var vectors = await embedder.GenerateAsync(batch.Select(s => s.Text), cancellationToken: cancellationToken);
                await index.StoreVectorsAsync([.. batch.Zip(vectors, (source, vector) => (source, vector.Vector))], cancellationToken);
                embedded += batch.Count;
                progress?.Report(await index.GetEmbeddingStatusAsync(cancellationToken));
            }
        }
        while (!await index.RemoveOtherVectorsAsync(cancellationToken));

        return embedded;
    }
}
