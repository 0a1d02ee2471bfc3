using System.Globalization;
using System.Security.Cryptography;
using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>What a run of a sync did.</summary>
public sealed record SyncReport
{
    /// <summary>New papers.</summary>
    public int Added { get; init; }

    /// <summary>Papers that are other than before.</summary>
    public int Replaced { get; init; }

    /// <summary>Papers whose files are gone.</summary>
    public int Removed { get; init; }

    /// <summary>Files as they were, which were not read.</summary>
    public int UnchangedFiles { get; init; }

    /// <summary>The files that were looked into in this run, in order, with what became of them.</summary>
    public IReadOnlyList<SyncedFile> Files { get; init; } = [];
}

/// <summary>
/// Keeps a library in step with folders: adds what is new, reads again what changed (by content) or failed, removes the papers
/// whose files are gone, unless a person added or edited them. Stopped at any moment it goes on where it stopped: a file counts
/// as done once its papers are stored, and reading one again changes nothing.
/// </summary>
public sealed class LibrarySync(PaperImporter importer, string libraryFolder)
{
    /// <summary>The files of all synchronised folders as of the last run, by path.</summary>
    public static async Task<IReadOnlyList<SyncedFile>> ListAsync(string libraryFolder, CancellationToken cancellationToken) =>
        [.. (await SyncJournal.ReadAsync(libraryFolder, cancellationToken)).Values.OrderBy(f => f.Path, StringComparer.Ordinal)];

    /// <exception cref="IOException">Another process synchronises the same library.</exception>
    public async Task<SyncReport> RunAsync(string folder, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        using var journal = await SyncJournal.OpenAsync(libraryFolder, cancellationToken);
        var run = await importer.StartAsync(keeps: false, cancellationToken);
        var found = LibraryFolders.Files(folder).Where(f => !IsWithin(Path.GetFullPath(libraryFolder), f)).ToList();
        var toRead = new List<SyncedFile>();
        foreach (var path in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await LookAsync(path, journal, cancellationToken) is { } changed)
            {
                toRead.Add(changed);
            }
        }

        var present = found.ToHashSet(StringComparer.Ordinal);
        var gone = journal.Files.Where(f => IsWithin(folder, f.Path) && !present.Contains(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        toRead = Renamed(gone, toRead, journal);
        var removed = 0;
        foreach (var file in gone.Where(f => journal.Find(f.Path) is not null))
        {
            if (file.Owner is { } owner && present.Contains(owner))
            {
                toRead.Add(await AgainAsync(owner, cancellationToken));
            }

            removed += await ForgetAsync(file, null, journal, run, toRead, cancellationToken);
            journal.Write(file with { State = SyncState.Forgotten });
        }

        var (done, removedAgain) = await ReadAllAsync(toRead, present, journal, run, progress, cancellationToken);
        removed += removedAgain;
        var looked = done.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        return new SyncReport
        {
            Added = run.Added,
            Replaced = run.Replaced,
            Removed = removed,
            UnchangedFiles = found.Count(f => !looked.Contains(f)),
            Files = [.. done.GroupBy(f => f.Path, StringComparer.Ordinal).Select(g => g.Last()).OrderBy(f => f.Path, StringComparer.Ordinal)],
        };
    }

    /// <summary>Reads one file of a synchronised folder again, whatever became of it last time. The folder's other files are left alone.</summary>
    /// <returns>What became of it; null when no folder that was synchronised has it, or it is not there any more.</returns>
    /// <exception cref="IOException">Another process synchronises the same library.</exception>
    public async Task<SyncedFile?> RetryAsync(string path, CancellationToken cancellationToken)
    {
        using var journal = await SyncJournal.OpenAsync(libraryFolder, cancellationToken);
        if (journal.Find(path) is null || !File.Exists(path))
        {
            return null;
        }

        var present = journal.Files.Select(f => f.Path).Where(File.Exists).ToHashSet(StringComparer.Ordinal);
        var run = await importer.StartAsync(keeps: false, cancellationToken);
        await ReadAllAsync([await AgainAsync(path, cancellationToken)], present, journal, run, null, cancellationToken);
        return journal.Find(path);
    }

    // A file that changed may give its papers up to others, which then are read again.
    private async Task<(List<SyncedFile> Done, int Removed)> ReadAllAsync(
        List<SyncedFile> toRead, HashSet<string> present, SyncJournal journal, ImportRun run, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var (done, removed) = (new List<SyncedFile>(), 0);
        while (toRead.Count > 0)
        {
            var round = toRead.DistinctBy(f => f.Path).ToDictionary(f => f.Path, StringComparer.Ordinal);
            toRead = [];
            await foreach (var import in importer.ImportFilesAsync([.. round.Keys.Order(StringComparer.Ordinal)], null, run, progress, cancellationToken))
            {
                var before = journal.Find(import.Path);
                var file = StateOf(round[import.Path], import);
                removed += before is null ? 0 : await ForgetAsync(before, file, journal, run, toRead, cancellationToken);
                foreach (var attachment in import.Attachments.Where(present.Contains))
                {
                    if ((round.GetValueOrDefault(attachment) ?? journal.Find(attachment)) is { } attached)
                    {
                        removed += await ForgetAsync(journal.Find(attachment) ?? attached, file, journal, run, toRead, cancellationToken);
                        attached = attached with { State = SyncState.Skipped, Reason = $"it is an attachment in '{Path.GetFileName(file.Path)}' and was read with it.", Owner = file.Path, Papers = [] };
                        journal.Write(attached);
                        done.Add(attached);
                    }
                }

                journal.Write(file);
                done.Add(file);
            }
        }

        return (done, removed);
    }

    // Null when the file is as it was; else what is known of it before it is read.
    private static async Task<SyncedFile?> LookAsync(string path, SyncJournal journal, CancellationToken cancellationToken)
    {
        var known = journal.Find(path);
        var file = new FileInfo(path);
        if (known is { State: SyncState.Indexed or SyncState.Skipped } && file.Exists && known.Size == file.Length && known.Modified == file.LastWriteTimeUtc)
        {
            return null;
        }

        var looked = await AgainAsync(path, cancellationToken);
        if (known is { State: SyncState.Indexed or SyncState.Skipped } && known.Hash.Length > 0 && known.Hash == looked.Hash)
        {
            journal.Write(known with { Size = looked.Size, Modified = looked.Modified });
            return null;
        }

        return known?.Owner is { } owner && File.Exists(owner) ? await AgainAsync(owner, cancellationToken) : looked;
    }

    // A file that is to be read, as it is now.
    private static async Task<SyncedFile> AgainAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        return new SyncedFile
        {
            Path = path,
            State = SyncState.Stale,
            Size = file.Exists ? file.Length : 0,
            Modified = file.Exists ? file.LastWriteTimeUtc : default,
            Hash = await HashAsync(path, cancellationToken),
        };
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // A file that moved keeps its papers, and with them what a person wrote there.
    private static List<SyncedFile> Renamed(List<SyncedFile> gone, List<SyncedFile> toRead, SyncJournal journal)
    {
        var moved = gone.Where(g => g is { State: SyncState.Indexed, Hash.Length: > 0 }).GroupBy(g => g.Hash).ToDictionary(g => g.Key, g => g.First());
        var rest = new List<SyncedFile>();
        foreach (var file in toRead)
        {
            if (journal.Find(file.Path) is null && moved.Remove(file.Hash, out var old) && old.Attachments.Count == 0)
            {
                journal.Write(file with { State = SyncState.Indexed, Papers = old.Papers });
                journal.Write(old with { State = SyncState.Forgotten });
            }
            else
            {
                rest.Add(file);
            }
        }

        return rest;
    }

    // Removes the papers that a file gave and that are not given now. Another file that gave one of them, too, is read again.
    private static async Task<int> ForgetAsync(
        SyncedFile file, SyncedFile? now, SyncJournal journal, ImportRun run, List<SyncedFile> toRead, CancellationToken cancellationToken)
    {
        var removed = 0;
        var stillThere = (now?.Papers ?? []).Select(id => run.Known.Find(id)?.Id ?? id).ToHashSet();
        foreach (var id in file.Papers)
        {
            if (run.Known.Find(id) is not { IsKept: false } paper || stillThere.Contains(paper.Id))
            {
                continue;
            }

            foreach (var other in journal.Files.Where(f => f.Path != file.Path && f.Papers.Any(p => run.Known.Find(p)?.Id == paper.Id)).ToList())
            {
                journal.Write(other with { State = SyncState.Stale });
                if (File.Exists(other.Path))
                {
                    toRead.Add(await AgainAsync(other.Path, cancellationToken));
                }
            }

            await run.RemoveAsync(paper, cancellationToken);
            removed++;
        }

        foreach (var attachment in file.Attachments.Except(now?.Attachments ?? []))
        {
            if (journal.Find(attachment) is { State: SyncState.Skipped } freed && File.Exists(attachment))
            {
                journal.Write(freed with { State = SyncState.Stale, Owner = null });
                toRead.Add(await AgainAsync(attachment, cancellationToken));
            }
        }

        return removed;
    }

    private static SyncedFile StateOf(SyncedFile file, FileImport import)
    {
        var isUnknown = import.Papers.Count == 0 && import.Failures is [{ Line: 0 } only] && only.Message.StartsWith("no reader knows", StringComparison.Ordinal);
        return file with
        {
            State = isUnknown ? SyncState.Skipped : import.Failures.Count > 0 ? SyncState.Failed : SyncState.Indexed,
            Reason = import.Failures.Count switch
            {
                _ when isUnknown => "no reader knows this kind of file.",
                0 when import.Notices.Count > 0 => Reason(import.Notices[0], import.Notices.Count),
                0 => null,
                var count => Reason(import.Failures[0], count),
            },
            Papers = [.. import.Papers.Select(p => p.Paper).Distinct()],
            Attachments = import.Attachments,
        };
    }

    private static string Reason(ReadResult first, int count)
    {
        var message = first is ReadFailure failure ? failure.Message : ((ReadNotice)first).Message;
        var where = first.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {first.Line}: ") : "";
        return count == 1 ? where + message : string.Create(CultureInfo.InvariantCulture, $"{where}{message} ({count - 1} more)");
    }

    private static bool IsWithin(string folder, string path) =>
        path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == Path.DirectorySeparatorChar;
}
