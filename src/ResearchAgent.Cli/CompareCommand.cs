using System.CommandLine;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research compare A B [C...]</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("PAPER") { Description = "Two or more papers by key, id, title, method or acronym; or one question that names them.", Arity = ArgumentArity.OneOrMore }.WithoutOptions();
        var aspects = new Option<string>("--aspects") { Description = "More rows, separated by commas: \"training cost,baselines\".", HelpName = "A,B" };
        var format = new Option<string?>("--format") { Description = "table (on a screen), md (in a pipe), csv, latex or json.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("table", "md", "csv", "latex", "json");
        var command = new Command("compare", "Compare papers in an evidence matrix: a short quote in every cell, or \"not reported\".") { names, aspects, format, CommonOptions.ShowQuotes, CommonOptions.Writer, CommonOptions.Style };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.GetValue(CommonOptions.Json) ? "json" : parsed.GetValue(format) ?? (terminal.IsInteractive ? "table" : "md");
            var style = CommonOptions.StyleOf(parsed, output);
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var extra = (parsed.GetValue(aspects) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var comparison = await session.ThinkAsync(parsed, terminal, () => session.Assistant.CompareAsync(parsed.GetValue(names)!, extra, cancellationToken));
            switch (output)
            {
                case "json":
                    terminal.Out.Write(JsonFormat.Write(comparison));
                    break;
                case "csv":
                    terminal.Out.Write(CsvFormat.Write(comparison));
                    WriterNote.Warn(terminal, parsed, comparison);
                    break;
                case "latex":
                    terminal.Out.Write(LatexFormat.Write(comparison));
                    WriterNote.Warn(terminal, parsed, comparison);
                    break;
                case "md":
                    terminal.Out.Write(MarkdownFormat.Write(comparison, parsed.GetValue(CommonOptions.ShowQuotes), style));
                    WriterNote.Warn(terminal, parsed, comparison);
                    break;
                default:
                    Show(terminal, comparison, parsed.GetValue(CommonOptions.ShowQuotes), style);
                    break;
            }

            return ExitCode.Ok;
        });
        return command;
    }

    public static void Show(Terminal terminal, Comparison comparison, bool showQuotes, CitationStyle? style = null)
    {
        var cited = AnswerView.Cited(style, comparison.References.Concat(comparison.Papers));
        var table = new Table().Border(TableBorder.Rounded).ShowRowSeparators();
        table.AddColumn("");
        foreach (var paper in comparison.Papers)
        {
            table.AddColumn(new TableColumn(AnswerView.Cell(cited.Name(paper.Key), Decoration.Bold)));
        }

        foreach (var row in comparison.Rows)
        {
            table.AddRow([AnswerView.Cell(row.Aspect), .. row.Cells.Select(c => c is null ? AnswerView.Cell("not reported", Decoration.Dim) : AnswerView.Cell(SingleLine.Of(c.Text)))]);
        }

        terminal.Console.Write(table);
        terminal.Paragraph(string.Join(' ', comparison.Contrast.Select(c => AnswerView.Sentence(c, cited))));
        terminal.Line();
        if (showQuotes)
        {
            AnswerView.Quotes(terminal, comparison.Contrast, cited);
        }

        AnswerView.WrittenBy(terminal, comparison);
        AnswerView.References(terminal, comparison.References, cited: cited);
    }
}
