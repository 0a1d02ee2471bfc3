using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research papers [show | edit | tag | remove | merge | export]</summary>
internal static class PapersCommand
{
    public static Command Create(Terminal terminal)
    {
        var status = new Option<bool>("--status") { Description = "The files of synchronised folders instead: indexed, failed, skipped, and why." };
        var flags = new Option<bool>("--flags") { Description = "Only papers with something hidden or planted in them, and what it is." };
        var command = new Command("papers", "List the papers of the library.")
        {
            status,
            flags,
            PaperShowCommand.Create(terminal),
            PaperEditCommands.CreateEdit(terminal),
            PaperEditCommands.CreateTag(terminal),
            PaperEditCommands.CreateRemove(terminal),
            PaperEditCommands.CreateMerge(terminal),
            PaperExportCommand.Create(terminal),
        }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(status))
            {
                ShowStatus(await LibrarySync.ListAsync(Session.LibraryFolder(parsed), cancellationToken), parsed, terminal);
                return ExitCode.Ok;
            }

            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var papers = await session.Index.ListPapersAsync(await CommonOptions.FilterOfAsync(parsed, session, cancellationToken), cancellationToken);
            if (parsed.GetValue(flags))
            {
                ShowFlags([.. papers.Where(p => p.Flags.Count > 0)], parsed, terminal);
            }
            else if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(papers.Select(Reference.To), JsonOutput.Options));
            }
            else
            {
                ShowTable(["Key", "Year", "Title"], papers.Select(p => (string[])[p.Key.Value, Year(p.Year), p.Title]), terminal);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void ShowStatus(IReadOnlyList<SyncedFile> files, ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(files, JsonOutput.Options));
        }
        else if (files.Count == 0)
        {
            terminal.Error.WriteLine("No folder is kept in step yet. Do so with: research sync DIR");
        }
        else
        {
            ShowTable(["State", "File", "Reason"], files.Select(f => (string[])[FileStatus.Word(f.State), f.Path, f.Reason ?? ""]), terminal);
            terminal.Error.WriteLine(FileStatus.Counts(files));
        }
    }

    private static void ShowFlags(IReadOnlyList<Paper> papers, ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(papers.Select(p => new { p.Key, Paper = p.Id, p.Title, p.AllowsFlagged, p.Flags }), JsonOutput.Options));
        }
        else if (papers.Count == 0)
        {
            terminal.Error.WriteLine("No paper has anything hidden or planted that was noticed.");
        }
        else
        {
            var rows = papers.SelectMany(p => p.Flags.Select(f => (string[])[p.Key.Value, PaperShowCommand.Kind(f) + (p.AllowsFlagged ? ", allowed" : ""), PaperShowCommand.Page(f), f.Text]));
            ShowTable(["Key", "What", "Page", "Text"], rows, terminal);
        }
    }

    private static void ShowTable(string[] columns, IEnumerable<string[]> rows, Terminal terminal)
    {
        if (!terminal.IsInteractive)
        {
            foreach (var row in rows)
            {
                terminal.Out.WriteLine(string.Join('\t', row.Select(SingleLine.Of)));
            }

            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => AnswerView.Cell(SingleLine.Of(cell))));
        }

        terminal.Console.Write(table);
    }

    private static string Year(int? year) => year?.ToString(CultureInfo.InvariantCulture) ?? "";
}
