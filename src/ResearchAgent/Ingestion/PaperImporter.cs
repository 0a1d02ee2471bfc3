using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>Where an import stands, after each record.</summary>
public readonly record struct ImportProgress(string Path, int Files, int FilesDone, int Records);

/// <summary>What became of an import.</summary>
public sealed record ImportReport
{
    public int Added { get; init; }

    /// <summary>Known papers whose record or text is another now.</summary>
    public int Replaced { get; init; }

    public int Unchanged { get; init; }

    public IReadOnlyList<ReadFailure> Failures { get; init; } = [];

    /// <summary>What was passed over with a reason.</summary>
    public IReadOnlyList<ReadNotice> Notices { get; init; } = [];

    /// <summary>Every paper that the files gave, whether new or known, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<(PaperId Paper, bool IsNew)> Papers { get; init; } = [];
}

/// <summary>What one file gave.</summary>
/// <param name="Papers">Every paper of the file that is in the library now, and whether it was new there.</param>
/// <param name="Attachments">Full paths of other files that were read with it.</param>
public sealed record FileImport(
    string Path, IReadOnlyList<(PaperId Paper, bool IsNew)> Papers, IReadOnlyList<ReadFailure> Failures, IReadOnlyList<ReadNotice> Notices, IReadOnlyList<string> Attachments);

/// <summary>
/// Reads files and folders into an index. A bad record is reported and the rest goes in; a record of a known paper is
/// merged into it under its old key. One transaction per paper: stopping loses nothing.
/// </summary>
public sealed class PaperImporter(
    IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder, IEnumerable<IPaperReader> readers)
{
    private readonly IPaperReader[] _readers = [.. readers];

    /// <summary>Folders beside a bibliography's own from which the files that it attaches to its entries may be read.</summary>
    public IReadOnlyList<string> AttachmentRoots { get; init; } = [];

    /// <param name="paths">Files, or folders whose files with a known extension are all read, in order of name.</param>
    /// <param name="readerName">The reader to use for every file; null to recognise each file.</param>
    public async Task<ImportReport> ImportAsync(
        IReadOnlyList<string> paths, string? readerName, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var reading = new FileReading(_readers, AttachmentRoots);
        var files = paths.SelectMany(p => Directory.Exists(p) ? LibraryFolders.Files(p).Where(f => reading.Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())) : [p]).Distinct().ToList();
        var run = await StartAsync(keeps: true, cancellationToken);
        var (papers, failures, notices) = (new List<(PaperId, bool)>(), new List<ReadFailure>(), new List<ReadNotice>());
        await foreach (var file in ImportFilesAsync(files, readerName, run, progress, cancellationToken))
        {
            papers.AddRange(file.Papers);
            failures.AddRange(file.Failures);
            notices.AddRange(file.Notices);
        }

        return new ImportReport { Added = run.Added, Replaced = run.Replaced, Unchanged = run.Unchanged, Failures = failures, Notices = notices, Papers = papers };
    }

    /// <summary>Stores a paper that came from no file, such as a catalogue's record.</summary>
    public async Task<ImportReport> ImportAsync(PaperRecord record, CancellationToken cancellationToken)
    {
        var run = await StartAsync(keeps: true, cancellationToken);
        await run.StoreAsync(record, cancellationToken);
        return new ImportReport { Added = run.Added, Replaced = run.Replaced, Unchanged = run.Unchanged };
    }

    /// <summary>Splits the paper and makes what an index stores of each passage.</summary>
    public static async Task<IndexedPaper> PrepareAsync(
        Paper paper, IEmbeddingGenerator<string, Embedding<float>> embedder, CancellationToken cancellationToken)
    {
        var passages = PassageSplitter.Split(paper.Id, [.. paper.Sections.Where(s => s.Kind != SectionKind.Hidden || paper.AllowsFlagged)]);
        var vectors = await embedder.GenerateAsync(passages.Select(p => new EmbeddingSource(paper.Title, p).Text), cancellationToken: cancellationToken);
        return new IndexedPaper(
            paper,
            [.. passages.Zip(vectors, (passage, vector) => new IndexedPassage(passage, Bm25Encoder.Encode(paper.Title, passage.Text), vector.Vector))]);
    }

    /// <summary>Knows the library's papers, for one run of imports during which nothing else writes.</summary>
    internal async Task<ImportRun> StartAsync(bool keeps, CancellationToken cancellationToken) =>
        new(index, embedder, await KnownPapers.LoadAsync(index, cancellationToken), keeps);

    /// <summary>Files one after the other, bibliographies first; what they attach is not read again as a paper of its own.</summary>
    internal async IAsyncEnumerable<FileImport> ImportFilesAsync(
        IReadOnlyList<string> files,
        string? readerName,
        ImportRun run,
        IProgress<ImportProgress>? progress,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = new FileReading(_readers, AttachmentRoots);
        var attached = new HashSet<string>(StringComparer.Ordinal);
        var (done, records) = (0, 0);
        foreach (var isBibliography in (bool[])[true, false])
        {
            var phase = files.Where(f => reading.MayBeBibliography(f) == isBibliography).ToList();
            await foreach (var (path, results) in reading.ReadAllAsync([.. phase.Where(f => !attached.Contains(Path.GetFullPath(f)))], readerName, cancellationToken))
            {
                var papers = new List<(PaperId, bool)>();
                var (failures, notices, attachments) = (new List<ReadFailure>(), new List<ReadNotice>(), new List<string>());
                await foreach (var result in results)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    switch (result)
                    {
                        case ReadFailure failure:
                            failures.Add(failure);
                            break;
                        case ReadNotice notice:
                            notices.Add(notice);
                            break;
                        case PaperRecord record:
                            records++;
                            attachments.AddRange(record.Attachments);
                            papers.Add(await run.StoreAsync(record, cancellationToken));
                            break;
                    }

                    progress?.Report(new ImportProgress(path, files.Count, done, records));
                }

                attached.UnionWith(attachments);
                progress?.Report(new ImportProgress(path, files.Count, ++done, records));
                yield return new FileImport(path, papers, failures, notices, attachments);
            }
        }
    }
}
