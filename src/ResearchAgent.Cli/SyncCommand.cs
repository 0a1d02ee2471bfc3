using System.CommandLine;
using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research sync DIR [--watch]</summary>
internal static class SyncCommand
{
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
            if (!parsed.GetValue(watch))
            {
                return await SyncAsync(session, path, parsed, terminal, cancellationToken);
            }

            // Before the first look: what changes while it lasts is not to be missed.
            using var changes = new FolderChanges(path, session.Library);
            await WatchAsync(session, path, changes, parsed, terminal, cancellationToken);
            return ExitCode.Ok;
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

    private static async Task WatchAsync(Session session, string folder, FolderChanges changes, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        await SyncAsync(session, folder, parsed, terminal, cancellationToken);
        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"Watching '{folder}'. Ctrl-C stops.");
        }

        while (true)
        {
            await changes.WaitAsync(cancellationToken);
            await SyncAsync(session, folder, parsed, terminal, cancellationToken);
        }
    }
}
