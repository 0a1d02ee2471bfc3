using System.Security.Cryptography;
using System.Text;
using ResearchAgent.Hosting;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Library;

/// <summary>A file that could not be read, from an upload or in a synchronised folder.</summary>
/// <param name="Id">Tells it from the others; no path.</param>
/// <param name="Name">Without its folder.</param>
public sealed record FailedFile(string Id, string Name, string Reason, DateTimeOffset? Time, bool IsUpload, bool CanRetry);

/// <summary>All files that could not be read, and another try at them.</summary>
internal sealed class FailedFiles(Session session, LibraryWork work, FailedUploads uploads, LibraryUploads uploading)
{
    public async Task<IReadOnlyList<FailedFile>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. uploads.List().Select(f => new FailedFile(f.Id, f.File, f.Reason, f.Time, IsUpload: true, CanRetry: f.Stored is not null)),
        .. (await SyncedAsync(cancellationToken)).Select(f => new FailedFile(IdOf(f), SingleLine.Of(Path.GetFileName(f.Path)), SingleLine.Of(f.Reason ?? ""), null, IsUpload: false, CanRetry: true)),
    ];

    /// <returns>What became of it; null when no failed file has this id.</returns>
    public async Task<UploadOutcome?> RetryAsync(string id, CancellationToken cancellationToken)
    {
        if (uploads.Find(id) is { } upload)
        {
            return await uploading.RetryAsync(upload, cancellationToken) ?? new UploadOutcome(upload.File, UploadStatus.Failed, "Its bytes are not kept any more. Upload the file again.");
        }

        // The path is the journal's, never the request's.
        return (await SyncedAsync(cancellationToken)).FirstOrDefault(f => IdOf(f) == id) is { } synced ? await RetryAsync(synced, cancellationToken) : null;
    }

    private async Task<UploadOutcome> RetryAsync(SyncedFile file, CancellationToken cancellationToken)
    {
        var name = SingleLine.Of(Path.GetFileName(file.Path));
        try
        {
            var now = await work.ChangeAsync(() => new LibrarySync(session.Importer(new ReaderOptions(), []), session.Library).RetryAsync(file.Path, cancellationToken), cancellationToken);
            return now switch
            {
                null => new UploadOutcome(name, UploadStatus.Failed, "The file is not there any more. Synchronise its folder: research sync DIR"),
                { State: SyncState.Failed } => new UploadOutcome(name, UploadStatus.Failed, SingleLine.Of(now.Reason ?? "")),
                _ => new UploadOutcome(name, UploadStatus.Added, "It was read."),
            };
        }
        catch (IOException)
        {
            return new UploadOutcome(name, UploadStatus.Failed, "Another process synchronises this library. Try again when it is done.");
        }
    }

    private async Task<IEnumerable<SyncedFile>> SyncedAsync(CancellationToken cancellationToken) =>
        (await LibrarySync.ListAsync(session.Library, cancellationToken)).Where(f => f.State == SyncState.Failed);

    private static string IdOf(SyncedFile file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Path)))[..32];
}
