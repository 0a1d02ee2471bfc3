using ResearchAgent.Papers;

namespace ResearchAgent.Indexing;

/// <summary>
/// An index that keeps the vectors of several embedders side by side. It is opened for one of them, stores and compares
/// that one's vectors only, and searches by terms alone as long as any passage lacks one: half the vectors would rank
/// the papers that have them above the others. Opening for a new embedder changes nothing; <see cref="Reembedder"/>
/// adds what is missing. Every call is atomic, safe for concurrent use and safe to repeat, by several processes at once too.
/// </summary>
public interface IReembeddable
{
    Task<EmbeddingStatus> GetEmbeddingStatusAsync(CancellationToken cancellationToken);

    /// <summary>Some of the passages without a vector, at most <paramref name="limit"/>; empty when none is missing.</summary>
    Task<IReadOnlyList<EmbeddingSource>> ListMissingAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Stores all these vectors or none. A passage that has a vector by now keeps it; one that was deleted, or whose text
    /// or title was corrected since it was listed, is passed over.
    /// </summary>
    /// <exception cref="LibraryException">A vector has another length than the embedder's stored ones.</exception>
    Task StoreVectorsAsync(IReadOnlyList<(EmbeddingSource Source, ReadOnlyMemory<float> Vector)> vectors, CancellationToken cancellationToken);

    /// <summary>Removes the vectors of all other embedders, provided that no passage lacks one of this embedder.</summary>
    /// <returns>False, and nothing removed, when a passage lacks one.</returns>
    Task<bool> RemoveOtherVectorsAsync(CancellationToken cancellationToken);
}

/// <param name="Embedder">Fingerprint of the embedder that the index was opened for.</param>
/// <param name="OtherEmbedders">Fingerprints of those whose vectors are kept as well, in the order they came.</param>
/// <param name="Passages">All passages of the library.</param>
/// <param name="Missing">Passages without a vector of <paramref name="Embedder"/>. Above 0, search goes by terms alone.</param>
public sealed record EmbeddingStatus(string Embedder, IReadOnlyList<string> OtherEmbedders, int Passages, int Missing);

/// <summary>What a passage's vector is made from.</summary>
/// <param name="Title">Of the paper.</param>
public sealed record EmbeddingSource(string Title, Passage Passage)
{
    /// <summary>The text to embed: the title goes before every passage, which by itself often does not say what it is about.</summary>
    public string Text => Title + ". " + Passage.Text;
}
