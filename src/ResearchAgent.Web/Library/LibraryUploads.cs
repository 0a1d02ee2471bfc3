using System.Globalization;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Library;

/// <summary>Puts uploads into the library and keeps their originals, so that a paper's pages can be shown. Safe for concurrent use.</summary>
internal sealed class LibraryUploads(Session session, LibraryWork work, UploadFolder folder, FailedUploads failures)
{
    public const long MaxFileBytes = 64 * 1024 * 1024;
    public const int MaxFiles = 20;

    /// <summary>As much as a form may hold where no script sends one file after the other.</summary>
    public const long MaxFormBytes = 128 * 1024 * 1024;

    private const int MaxPapersTold = 5;

    /// <param name="fileName">The client's; it becomes no path.</param>
    /// <param name="content">Must be seekable.</param>
    /// <param name="tell">Told what is being done.</param>
    public async Task<UploadOutcome> AddAsync(string fileName, Stream content, Action<string>? tell, CancellationToken cancellationToken)
    {
        var name = Problems.Shown(fileName);
        if (content.Length > MaxFileBytes)
        {
            return await FailAsync(name, string.Create(CultureInfo.InvariantCulture, $"It has {content.Length / (1024 * 1024)} MiB; a file may have up to {MaxFileBytes / (1024 * 1024)} MiB here. Add it on the server's own computer with 'research add'."), null, cancellationToken);
        }

        var (upload, refusal) = await UploadSniffer.SniffAsync(content, fileName, cancellationToken);
        if (upload is null)
        {
            return await FailAsync(name, refusal!, null, cancellationToken);
        }

        using var incoming = await folder.TakeAsync(content, upload.FileName, cancellationToken);
        tell?.Invoke("Waiting for its turn");
        return await work.ChangeAsync(() => ReadAsync(name, folder.Place(incoming), incoming.Hash, tell, cancellationToken), cancellationToken);
    }

    /// <summary>Reads the kept bytes of a failed upload again.</summary>
    /// <returns>Null when they are not kept any more.</returns>
    public Task<UploadOutcome?> RetryAsync(FailedUpload failed, CancellationToken cancellationToken) => work.ChangeAsync<UploadOutcome?>(
        async () => folder.Find(failed.Stored) is { } path ? await ReadAsync(failed.File, path, failed.Stored!, null, cancellationToken) : null, cancellationToken);

    public Task DismissAsync(string? id, CancellationToken cancellationToken) => work.ChangeAsync(
        async () =>
        {
            await RemoveAsync(await failures.RemoveAsync(f => f.Id == id, cancellationToken));
            return true;
        },
        cancellationToken);

    private async Task<UploadOutcome> ReadAsync(string name, string path, string hash, Action<string>? tell, CancellationToken cancellationToken)
    {
        var isTold = false;
        try
        {
            tell?.Invoke("Reading");
            var progress = new Told(p => tell?.Invoke(p.Records > 1 ? string.Create(CultureInfo.InvariantCulture, $"Reading, {p.Records} papers so far") : "Reading"));
            var report = await session.Importer(new ReaderOptions(), []).ImportAsync([path], null, progress, cancellationToken);
            if (session.Vectors is not null)
            {
                await session.Reembedder.ReembedAsync(null, cancellationToken);
            }

            var outcome = report.Papers.Count == 0
                ? await FailAsync(name, Reason(report, path, name), hash, cancellationToken)
                : await DoneAsync(name, report, path, hash, cancellationToken);
            isTold = true;
            return outcome;
        }
        finally
        {
            if (!isTold)
            {
                await folder.RemoveUnusedAsync(hash, work.Index);
            }
        }
    }

    private async Task<UploadOutcome> DoneAsync(string name, ImportReport report, string path, string hash, CancellationToken cancellationToken)
    {
        await folder.RememberAsync(hash, [.. report.Papers.Select(p => p.Paper).Distinct()], cancellationToken);

        // What failed of it is told; what is told again and again is only what nothing came of.
        await failures.RemoveAsync(f => f.Stored == hash, cancellationToken);
        var papers = await work.Index.ListPapersAsync(new PassageFilter { Papers = [.. report.Papers.Select(p => p.Paper).Distinct().Take(MaxPapersTold)] }, cancellationToken);
        var counts = new[] { (report.Added, "added"), (report.Replaced, "merged into what was there"), (report.Unchanged, "as before") }.Where(c => c.Item1 > 0).Select(c => $"{Quantity.Of(c.Item1, "paper")} {c.Item2}");
        var failed = report.Failures.Count == 0 ? "" : $". {Quantity.Of(report.Failures.Count, "record")} could not be read: {Reason(report, path, name)}";
        return new UploadOutcome(name, report.Added > 0 ? UploadStatus.Added : report.Replaced > 0 ? UploadStatus.Merged : UploadStatus.Unchanged, string.Join(", ", counts) + failed)
        {
            Papers = [.. papers.Select(p => new UploadedPaper(SingleLine.Of(p.Title), Addresses.Of(p.Key)))],
        };
    }

    private async Task<UploadOutcome> FailAsync(string name, string reason, string? stored, CancellationToken cancellationToken)
    {
        var failed = new FailedUpload(Guid.NewGuid().ToString("N"), name, Sentence(reason), DateTimeOffset.UtcNow, stored);
        var dropped = await failures.AddAsync(failed, cancellationToken);
        if (stored is not null)
        {
            await RemoveAsync(dropped);
        }

        return new UploadOutcome(name, UploadStatus.Failed, failed.Reason);
    }

    private async Task RemoveAsync(IReadOnlyList<string> hashes)
    {
        foreach (var hash in hashes)
        {
            await folder.RemoveUnusedAsync(hash, work.Index);
        }
    }

    // A reader may name the file that it had; a client knows its own name for it, and not our folder.
    private static string Reason(ImportReport report, string path, string name) =>
        report.Failures is [var first, ..]
            ? SingleLine.Of((first.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {first.Line}: ") : "") + first.Message.Replace(path, name, StringComparison.Ordinal).Replace(Path.GetDirectoryName(path)!, "", StringComparison.Ordinal))
            : "Nothing in this file is a paper or a record of one. Check that it is the file you meant.";

    // Readers' messages follow the name of the file.
    private static string Sentence(string reason) => SingleLine.Of(reason) is { Length: > 0 } line ? char.ToUpperInvariant(line[0]) + line[1..] : "It cannot be read.";

    private sealed class Told(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
