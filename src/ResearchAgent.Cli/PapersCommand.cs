using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research papers</summary>
internal static class PapersCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("papers", "List the papers of the library.").WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var papers = await session.Index.ListPapersAsync(await CommonOptions.FilterOfAsync(parsed, session, cancellationToken), cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(papers.Select(Reference.To), JsonOutput.Options));
                return ExitCode.Ok;
            }

            if (terminal.IsInteractive)
            {
                var table = new Table().Border(TableBorder.Simple).AddColumns("Key", "Year", "Title");
                foreach (var paper in papers)
                {
                    table.AddRow(AnswerView.Cell(paper.Key.Value), AnswerView.Cell(Year(paper.Year)), AnswerView.Cell(SingleLine.Of(paper.Title)));
                }

                terminal.Console.Write(table);
                return ExitCode.Ok;
            }

            foreach (var paper in papers)
            {
                terminal.Out.WriteLine($"{paper.Key}\t{Year(paper.Year)}\t{SingleLine.Of(paper.Title)}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static string Year(int? year) => year?.ToString(CultureInfo.InvariantCulture) ?? "";
}
