using System.CommandLine;
using ResearchAgent.Ingestion;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research review TOPIC and research related-work FILE</summary>
internal static class ReviewCommand
{
    public static Command CreateReview(Terminal terminal)
    {
        var topic = new Argument<string[]>("TOPIC") { Description = "What the review is about.", Arity = ArgumentArity.OneOrMore }.WithoutOptions().NotBlank();
        var (format, bib) = OutputOptions();
        var command = new Command("review", "Write a literature summary by theme, every sentence cited.") { topic, format, bib, CommonOptions.ShowQuotes, CommonOptions.Writer, CommonOptions.Style }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = Output(terminal, parsed, format);
            var style = CommonOptions.StyleOf(parsed, output);
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var filter = await CommonOptions.FilterOfAsync(parsed, session, cancellationToken);
            var review = await session.ThinkAsync(parsed, terminal, () => session.Assistant.ReviewAsync(string.Join(' ', parsed.GetValue(topic)!), filter, cancellationToken));
            return await WriteAsync(terminal, parsed, review, output, style, parsed.GetValue(bib), cancellationToken);
        });
        return command;
    }

    public static Command CreateRelatedWork(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "Your abstract or draft as Markdown or text, title first; - reads standard input." };
        var (format, bib) = OutputOptions();
        var command = new Command("related-work", "Write a related-work section around your own abstract.") { file, format, bib, CommonOptions.ShowQuotes, CommonOptions.Writer, CommonOptions.Style }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = Output(terminal, parsed, format);
            var style = CommonOptions.StyleOf(parsed, output);
            var draft = await ReadDraftAsync(terminal, parsed.GetValue(file)!, cancellationToken);
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var filter = await CommonOptions.FilterOfAsync(parsed, session, cancellationToken);
            var review = await session.ThinkAsync(parsed, terminal, () => session.Assistant.RelatedWorkAsync(draft, filter, cancellationToken));
            return await WriteAsync(terminal, parsed, review, output, style, parsed.GetValue(bib), cancellationToken);
        });
        return command;
    }

    private static (Option<string?> Format, Option<string?> Bib) OutputOptions()
    {
        var format = new Option<string?>("--format") { Description = "text (on a screen), md (in a pipe), latex or json.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("text", "md", "latex", "json");
        return (format, new Option<string?>("--bib") { Description = "Write the BibTeX entries of all cited papers to this file.", HelpName = "FILE" });
    }

    private static string Output(Terminal terminal, ParseResult parsed, Option<string?> format) =>
        parsed.GetValue(CommonOptions.Json) ? "json" : parsed.GetValue(format) ?? (terminal.IsInteractive ? "text" : "md");

    private static async Task<Draft> ReadDraftAsync(Terminal terminal, string path, CancellationToken cancellationToken)
    {
        string text;
        if (path == "-")
        {
            text = await terminal.Input.ReadToEndAsync(cancellationToken);
        }
        else
        {
            var (file, failure) = await SourceFile.OpenAsync(path, cancellationToken);
            text = file is null ? throw new InputException(failure!.ToString()) : await File.ReadAllTextAsync(path, cancellationToken);
        }

        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (lines.Count < 2)
        {
            throw new InputException($"{path}: a draft needs a title line and a text below it.");
        }

        // Notes to oneself may stand above the heading.
        var title = Math.Max(0, lines.FindIndex(l => l.StartsWith("# ", StringComparison.Ordinal)));
        return new Draft(lines[title].TrimStart('#', ' '), string.Join('\n', lines.Where((_, i) => i != title)));
    }

    private static async Task<int> WriteAsync(
        Terminal terminal, ParseResult parsed, Review review, string output, CitationStyle? style, string? bib, CancellationToken cancellationToken)
    {
        if (review.Themes.Count == 0)
        {
            if (output == "json")
            {
                terminal.Out.Write(JsonFormat.Write(review));
            }

            terminal.Error.WriteLine($"research: the library holds nothing on '{review.Topic}'. 'research papers' lists what it holds.");
            return ExitCode.NoAnswer;
        }

        // First of all: text already printed cannot be taken back when the file turns out unwritable.
        if (bib is not null)
        {
            await OutputFile.WriteAsync(bib, BibTexFormat.Write(review), cancellationToken);
        }

        switch (output)
        {
            case "json":
                terminal.Out.Write(JsonFormat.Write(review));
                break;
            case "latex":
                terminal.Out.Write(LatexFormat.Write(review));
                WriterNote.Warn(terminal, parsed, review);
                break;
            case "md":
                terminal.Out.Write(MarkdownFormat.Write(review, parsed.GetValue(CommonOptions.ShowQuotes), style));
                WriterNote.Warn(terminal, parsed, review);
                break;
            default:
                Show(terminal, review, parsed.GetValue(CommonOptions.ShowQuotes), style);
                break;
        }

        if (bib is not null && !parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine(SingleLine.Of($"Wrote {review.References.Count} {(review.References.Count == 1 ? "entry" : "entries")} to {bib}."));
        }

        return ExitCode.Ok;
    }

    private static void Show(Terminal terminal, Review review, bool showQuotes, CitationStyle? style)
    {
        var cited = AnswerView.Cited(style, review.References);
        foreach (var theme in review.Themes)
        {
            terminal.Paragraph(SingleLine.Of(theme.Label), new Style(decoration: Decoration.Bold));
            terminal.Paragraph(string.Join(' ', theme.Claims.Select(c => AnswerView.Sentence(c, cited))));
            terminal.Line();
            if (showQuotes)
            {
                AnswerView.Quotes(terminal, theme.Claims, cited);
            }
        }

        AnswerView.WrittenBy(terminal, review);
        AnswerView.References(terminal, review.References, cited: cited);
    }
}
