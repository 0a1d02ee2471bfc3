using System.Globalization;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Cli;

/// <summary>How the state of a synchronised file reads.</summary>
internal static class FileStatus
{
    /// <summary>"failed  a/b.pdf: the reason".</summary>
    public static string Line(SyncedFile file, string? folder) =>
        $"{Word(file.State)}\t{(folder is null ? file.Path : Path.GetRelativePath(folder, file.Path))}{(file.Reason is { } reason ? ": " + reason : "")}";

    public static string Word(SyncState state) => state switch
    {
        SyncState.Indexed => "indexed",
        SyncState.Failed => "failed",
        SyncState.Skipped => "skipped",
        _ => "to be read",
    };

    /// <summary>"3 files indexed, 1 failed".</summary>
    public static string Counts(IReadOnlyCollection<SyncedFile> files)
    {
        var counts = files.GroupBy(f => f.State).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {Word(g.Key)}")).ToList();
        return counts.Count == 0 ? "no file read" : "files: " + string.Join(", ", counts);
    }
}
