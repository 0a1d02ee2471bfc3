namespace ResearchAgent.Web.Api.Uploads;

/// <summary>
/// Uploads that named an Idempotency-Key, and what came of them: sent again they are not done again. In memory, for a day,
/// the oldest forgotten first. Safe for concurrent use.
/// </summary>
internal sealed class KnownUploads(TimeProvider clock)
{
    public const int MaxKeyCharacters = 255;

    /// <summary>Reports are small; a client that mends its network sends a handful again.</summary>
    private const int MaxKept = 1000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Client, string Key), Entry> _entries = [];

    /// <param name="client">Keys are a client's own: two may choose the same.</param>
    /// <param name="fingerprint">Of the content.</param>
    /// <returns>The report, and whether it is an earlier one.</returns>
    /// <exception cref="ApiException">The key was used for other content.</exception>
    public async Task<(UploadReport Report, bool IsReplay)> DoOnceAsync(string client, string key, string fingerprint, Func<Task<UploadReport>> upload, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource<UploadReport>? own = null;
            Entry? entry;
            lock (_gate)
            {
                Forget();
                if (!_entries.TryGetValue((client, key), out entry))
                {
                    own = new TaskCompletionSource<UploadReport>(TaskCreationOptions.RunContinuationsAsynchronously);
                    entry = new Entry(fingerprint, own.Task, clock.GetUtcNow());
                    _entries[(client, key)] = entry;
                }
            }

            if (own is not null)
            {
                return (await DoAsync((client, key), own, upload), false);
            }

            if (entry.Fingerprint != fingerprint)
            {
                throw new ApiException(422, "idempotency-key-reused", "The Idempotency-Key belongs to another upload", "This key came with other content before. Send the same content again, or choose a new key.");
            }

            // The first may fail, or its client leave; then this one does the work.
            if (await Task.WhenAny(entry.Upload).WaitAsync(cancellationToken) is { IsCompletedSuccessfully: true } done)
            {
                return (await done, true);
            }
        }
    }

    private async Task<UploadReport> DoAsync((string, string) key, TaskCompletionSource<UploadReport> own, Func<Task<UploadReport>> upload)
    {
        try
        {
            var report = await upload();
            own.SetResult(report);
            return report;
        }
        catch
        {
            lock (_gate)
            {
                _entries.Remove(key);
            }

            own.SetCanceled(CancellationToken.None);
            throw;
        }
    }

    // One that runs is never forgotten: it would be done twice.
    private void Forget()
    {
        var now = clock.GetUtcNow();
        var done = _entries.Where(e => e.Value.Upload.IsCompleted).OrderBy(e => e.Value.Begun).ToList();
        foreach (var (key, entry) in done.Where((e, i) => now - e.Value.Begun >= Lifetime || i < _entries.Count - MaxKept + 1).ToList())
        {
            _entries.Remove(key);
        }
    }

    private sealed record Entry(string Fingerprint, Task<UploadReport> Upload, DateTimeOffset Begun);
}
