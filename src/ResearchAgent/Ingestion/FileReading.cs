using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ResearchAgent.Ingestion;

/// <summary>Reads files with the reader that knows each, several at a time and in order.</summary>
/// <param name="attachmentRoots">Folders beside a bibliography's own from which the attachments that it names may be read.</param>
public sealed class FileReading(IEnumerable<IPaperReader> readers, IReadOnlyList<string>? attachmentRoots = null)
{
    /// <summary>So many results of one file wait for the consumer; a paper's text has about 100 kB.</summary>
    private const int MaxWaiting = 16;

    private readonly IPaperReader[] _readers = [.. readers];
    private readonly IReadOnlyList<string> _attachmentRoots = attachmentRoots ?? [];

    /// <summary>The extensions that some reader knows.</summary>
    public IReadOnlySet<string> Extensions { get; } = new SortedSet<string>(readers.SelectMany(r => r.Extensions), StringComparer.Ordinal);

    /// <summary>May the file, by its name, be a bibliography?</summary>
    public bool MayBeBibliography(string path) => _readers.Any(r => r.ReadsBibliographies && r.Extensions.Contains(ExtensionOf(path)));

    /// <summary>
    /// Every file with its results, in the order of <paramref name="files"/>, each to be read to its end before the next is asked
    /// for. As many files as there are processors are read ahead.
    /// </summary>
    /// <param name="readerName">The reader to use for every file; null to recognise each file.</param>
    public async IAsyncEnumerable<(string Path, IAsyncEnumerable<ReadResult> Results)> ReadAllAsync(
        IReadOnlyList<string> files, string? readerName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = Channel.CreateBounded<(string Path, ChannelReader<ReadResult> Results)>(Math.Max(1, Environment.ProcessorCount - 1));
        var feeding = FeedAsync(ahead.Writer, files, readerName, stopping.Token);
        try
        {
            await foreach (var (path, results) in ahead.Reader.ReadAllAsync(cancellationToken))
            {
                yield return (path, results.ReadAllAsync(cancellationToken));
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await feeding;
        }
    }

    // The queue's length bounds how many files are open at once. Never throws: a consumer that stopped knows why it did.
    private async Task FeedAsync(
        ChannelWriter<(string Path, ChannelReader<ReadResult> Results)> ahead, IReadOnlyList<string> files, string? readerName, CancellationToken cancellationToken)
    {
        var open = new List<Task>();
        try
        {
            foreach (var path in files)
            {
                var results = Channel.CreateBounded<ReadResult>(MaxWaiting);
                await ahead.WriteAsync((path, results.Reader), cancellationToken);
                open.RemoveAll(t => t.IsCompleted);
                open.Add(Task.Run(() => ReadIntoAsync(results.Writer, path, readerName, cancellationToken), CancellationToken.None));
            }

            ahead.Complete();
        }
        catch (OperationCanceledException e)
        {
            ahead.Complete(e);
        }

        await Task.WhenAll(open);
    }

    private async Task ReadIntoAsync(ChannelWriter<ReadResult> results, string path, string? readerName, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var result in ReadAsync(path, readerName, cancellationToken))
            {
                await results.WriteAsync(result, cancellationToken);
            }

            results.Complete();
        }
        catch (Exception e)
        {
            results.Complete(e);
        }
    }

    private async IAsyncEnumerable<ReadResult> ReadAsync(string path, string? readerName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (reader, file, failure) = await OpenAsync(path, readerName, cancellationToken);
        if (reader is null || file is null)
        {
            yield return failure!;
            yield break;
        }

        await using var results = reader.ReadAsync(file, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(results, path) is { } result)
        {
            if (result is PaperRecord { Attachments.Count: > 0 } record)
            {
                var attached = await new Attachments(_attachmentRoots, OpenForAttachmentAsync).ReadAsync(record, cancellationToken);
                foreach (var notice in attached.Notices)
                {
                    yield return notice;
                }

                result = attached.Record;
            }

            yield return result;
            if (result is ReadFailure { Line: 0 })
            {
                yield break;
            }
        }
    }

    private async Task<(IPaperReader? Reader, SourceFile? File, ReadFailure? Failure)> OpenAsync(string path, string? readerName, CancellationToken cancellationToken)
    {
        var (file, failure) = await SourceFile.OpenAsync(path, cancellationToken);
        if (file is null)
        {
            return (null, null, failure);
        }

        var reader = readerName is null
            ? _readers.FirstOrDefault(r => r.Extensions.Contains(ExtensionOf(path)) && (r.ReadsBytes || file.NotText() is null) && r.Recognizes(file))
            : _readers.FirstOrDefault(r => r.Name == readerName);
        return reader is { ReadsBytes: true } || (reader is not null && file.NotText() is null)
            ? (reader, file, null)
            : (null, null, (Extensions.Contains(ExtensionOf(path)) || readerName is not null ? file.NotText() : null) ?? NoReader(path));
    }

    private ReadFailure NoReader(string path) =>
        new(path, 0, $"no reader knows this kind of file. Readable are {string.Join(", ", Extensions)}; name the kind with --as {string.Join("|", _readers.Select(r => r.Name))}.");

    private async Task<(IPaperReader? Reader, SourceFile? File, ReadFailure? Failure)> OpenForAttachmentAsync(string path, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(path, null, cancellationToken);

        // A bibliography that names a bibliography as its attachment could go on for ever.
        return opened.Reader is { ReadsBibliographies: true } ? (null, null, new ReadFailure(path, 0, "a bibliography is no attachment.")) : opened;
    }

    // A file that vanishes or is locked while it is read must not stop the batch.
    private static async Task<ReadResult?> NextAsync(IAsyncEnumerator<ReadResult> results, string path)
    {
        try
        {
            return await results.MoveNextAsync() ? results.Current : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReadFailure(path, 0, $"reading stopped ({e.Message.TrimEnd('.')}). Check the file and add it again.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A mistake of ours, or of a library, that this file brings out.
            return new ReadFailure(path, 0, $"the file could not be read ({e.GetType().Name}: {e.Message.TrimEnd('.')}). It may be damaged; if it opens elsewhere, please report it.");
        }
    }

    private static string ExtensionOf(string path) => Path.GetExtension(path).ToLowerInvariant();
}
