using System.CommandLine;
using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research sync DIR [--watch]</summary>
internal static class SyncCommand
{
    /// <summary>A program that saves a file touches it several times.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Some file systems tell of no changes: look again all the same.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder; its subfolders count, hidden ones do not." };
        var watch = new Option<bool>("--watch") { Description = "Stay, and do it again whenever a file changes (Ctrl-C stops)." };
        var command = new Command("sync", "Keep the library in step with a folder: add what is new, read again what changed or failed, remove papers whose files are gone (only those that sync added). 'research papers --status' shows each file. Ends with 3 if any file failed; the others are stored.") { folder, watch }.WithImportOptions();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(folder)!;
            if (!Directory.Exists(path))
            {
                throw new InputException($"there is no folder '{path}'. Name one with papers in it.");
            }

            using var session = await Session.OpenOrCreateAsync(parsed, cancellationToken);
            var exitCode = await SyncAsync(session, path, parsed, terminal, cancellationToken);
            if (parsed.GetValue(watch))
            {
                await WatchAsync(session, path, parsed, terminal, cancellationToken);
            }

            return exitCode;
        });
        return command;
    }

    private static async Task<int> SyncAsync(Session session, string folder, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var report = await session.SyncAsync(folder, parsed, terminal, cancellationToken);
        await ReembedCommand.ReembedAsync(session, parsed, terminal, cancellationToken);
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(report, JsonOutput.Options));
        }
        else
        {
            foreach (var file in report.Files.Where(f => f.State == SyncState.Failed || (f.Reason is not null && !parsed.GetValue(CommonOptions.Quiet))))
            {
                var writer = file.State == SyncState.Failed ? terminal.Error : terminal.Out;
                writer.WriteLine(SingleLine.Of(FileStatus.Line(file, folder)));
            }

            if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Out.WriteLine($"{report.Added} added, {report.Replaced} replaced, {report.Removed} removed; {FileStatus.Counts(report.Files)}, {report.UnchangedFiles} files as before");
            }
        }

        return report.Files.Any(f => f.State == SyncState.Failed) ? ExitCode.Input : ExitCode.Ok;
    }

    private static async Task WatchAsync(Session session, string folder, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"Watching '{folder}'. Ctrl-C stops.");
        }

        using var changed = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Created += (_, e) => Note(e.FullPath);
        watcher.Changed += (_, e) => Note(e.FullPath);
        watcher.Deleted += (_, e) => Note(e.FullPath);
        watcher.Renamed += (_, e) => Note(e.FullPath);
        watcher.Error += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        while (true)
        {
            await changed.WaitAsync(LongestWait, cancellationToken);
            while (await changed.WaitAsync(Settling, cancellationToken))
            {
            }

            await SyncAsync(session, folder, parsed, terminal, cancellationToken);
        }

        // The library may lie in the folder, and writing to it is no news.
        void Note(string path)
        {
            if (!path.StartsWith(Path.GetFullPath(session.Library) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                changed.Release();
            }
        }
    }
}
