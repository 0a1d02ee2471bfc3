using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;

namespace ResearchAgent.McpServer.Adding;

/// <summary>How papers are added to the library. One client at a time adds.</summary>
/// <param name="embedder">The library's own.</param>
/// <param name="readers">The kinds of files that may be added.</param>
public sealed class PaperAdding(IEmbeddingGenerator<string, Embedding<float>> embedder, IReadOnlyList<IPaperReader> readers)
{
    /// <summary>
    /// Full paths of the folders whose files, and those below, a client may name. Empty, the default: no path is read, and a
    /// paper comes as text; leave it so for clients on the network.
    /// </summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Waited for before anything is written. The default lets this server's clients wait for each other; set it where others write too, such as uploads.</summary>
    public Func<CancellationToken, ValueTask<IDisposable>> TakeTurn { get; init; } = OneAtATime();

    internal IReadOnlyList<string> Extensions { get; } = [.. readers.SelectMany(r => r.Extensions).Distinct().Order(StringComparer.Ordinal)];

    // Of its own, without folders for attachments: a client must not reach files through a bibliography that it may not name itself.
    internal PaperImporter Importer(IPassageIndex index) => new(index, embedder, readers);

    private static Func<CancellationToken, ValueTask<IDisposable>> OneAtATime()
    {
        var free = new SemaphoreSlim(1);
        return async cancellationToken =>
        {
            await free.WaitAsync(cancellationToken);
            return new Turn(free);
        };
    }

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
