namespace ResearchAgent.Cli;

/// <summary>Tells of changes in a folder, from its making on.</summary>
internal sealed class FolderChanges : IDisposable
{
    /// <summary>A program that saves a file touches it several times.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Some file systems tell of no changes: the caller is to look again all the same.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _changed = new(0);
    private readonly FileSystemWatcher _watcher;
    private readonly string _ignored;

    /// <param name="ignored">A folder whose changes are no news: the library may lie in the one that is watched.</param>
    public FolderChanges(string folder, string ignored)
    {
        _ignored = Path.GetFullPath(ignored) + Path.DirectorySeparatorChar;
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
        _watcher.Created += (_, e) => Note(e.FullPath);
        _watcher.Changed += (_, e) => Note(e.FullPath);
        _watcher.Deleted += (_, e) => Note(e.FullPath);
        _watcher.Renamed += (_, e) => Note(e.FullPath);
        _watcher.Error += (_, _) => _changed.Release();
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Returns when something has changed and then nothing more for two seconds, or after ten minutes.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _changed.WaitAsync(LongestWait, cancellationToken);
        while (await _changed.WaitAsync(Settling, cancellationToken))
        {
        }
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _changed.Dispose();
    }

    private void Note(string path)
    {
        if (!Path.GetFullPath(path).StartsWith(_ignored, StringComparison.Ordinal))
        {
            _changed.Release();
        }
    }
}
