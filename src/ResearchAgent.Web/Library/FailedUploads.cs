using System.Text.Json;
using Microsoft.Extensions.Logging;
using ResearchAgent.Hosting;

namespace ResearchAgent.Web.Library;

/// <param name="File">The client's name for it, to be shown.</param>
/// <param name="Stored">The hash under which its bytes are kept for another try; null when they are not.</param>
internal sealed record FailedUpload(string Id, string File, string Reason, DateTimeOffset Time, string? Stored);

/// <summary>
/// Uploads that could not be read, remembered in a file of the library until they are tried again with success or dismissed.
/// Safe for concurrent use.
/// </summary>
internal sealed partial class FailedUploads : IDisposable
{
    private const string FileName = "uploads-failed.jsonl";
    private const int MaxRemembered = 200;

    /// <summary>Of more than these the bytes are not kept: who uploads rubbish does not fill the disk.</summary>
    private const int MaxStored = 20;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _path;
    private IReadOnlyList<FailedUpload> _all;

    public FailedUploads(Session session, ILogger<FailedUploads> log)
    {
        _path = Path.Combine(session.Library, FileName);
        _all = Read(_path, log);
    }

    /// <summary>Latest first.</summary>
    public IReadOnlyList<FailedUpload> List() => [.. _all.Reverse()];

    public FailedUpload? Find(string? id) => _all.FirstOrDefault(f => f.Id == id);

    /// <returns>Hashes of files that nobody will try again: they are to be removed.</returns>
    public Task<IReadOnlyList<string>> AddAsync(FailedUpload failed, CancellationToken cancellationToken) => ChangeAsync(
        all =>
        {
            // The same file again takes the place of its earlier failure.
            List<FailedUpload> kept = [.. all.Where(f => failed.Stored is null ? f.Stored is not null || f.File != failed.File : f.Stored != failed.Stored).Append(failed).TakeLast(MaxRemembered)];
            var stored = kept.Count(f => f.Stored is not null);
            return [.. kept.Select(f => f.Stored is not null && stored-- > MaxStored ? f with { Stored = null } : f)];
        },
        cancellationToken);

    /// <inheritdoc cref="AddAsync"/>
    public Task<IReadOnlyList<string>> RemoveAsync(Func<FailedUpload, bool> which, CancellationToken cancellationToken) => ChangeAsync(all => [.. all.Where(f => !which(f))], cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task<IReadOnlyList<string>> ChangeAsync(Func<IReadOnlyList<FailedUpload>, IReadOnlyList<FailedUpload>> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var (before, after) = (_all, change(_all));
            if (!after.SequenceEqual(before))
            {
                await AtomicFile.WriteAsync(_path, string.Concat(after.Select(f => JsonSerializer.Serialize(f) + "\n")), cancellationToken);
                _all = after;
            }

            return [.. before.Select(f => f.Stored).OfType<string>().Except(after.Select(f => f.Stored).OfType<string>())];
        }
        finally
        {
            _gate.Release();
        }
    }

    private static List<FailedUpload> Read(string path, ILogger log)
    {
        var all = new List<FailedUpload>();
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            try
            {
                if (JsonSerializer.Deserialize<FailedUpload>(line) is { } failed)
                {
                    all.Add(failed);
                }
            }
            catch (JsonException)
            {
                LogUnreadable(log, FileName);
            }
        }

        return all;
    }

    [LoggerMessage(LogLevel.Warning, "A line of '{File}' in the library's folder cannot be read and is left out.")]
    private static partial void LogUnreadable(ILogger logger, string file);
}
