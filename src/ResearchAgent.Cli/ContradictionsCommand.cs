using System.CommandLine;
using System.Globalization;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research contradictions [TOPIC]</summary>
internal static class ContradictionsCommand
{
    private const int DefaultLimit = 10;

    public static Command Create(Terminal terminal)
    {
        var topic = new Argument<string[]>("TOPIC") { Description = "Only what the library says on this; without it, everything is compared.", Arity = ArgumentArity.ZeroOrMore }.WithoutOptions().NotBlank();
        var limit = new Option<int?>("--limit") { Description = "Pairs to show (default 10).", HelpName = "N", CustomParser = CommonOptions.WholeNumber };
        limit.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is < 1 or > 1000)
            {
                result.AddError("--limit must be from 1 to 1000");
            }
        });
        var format = new Option<string?>("--format") { Description = "text (on a screen), md (in a pipe), latex or json.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("text", "md", "latex", "json");
        var command = new Command("contradictions", "List pairs of sentences that seem to disagree, with their quotes; you judge.") { topic, limit, format }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var filter = await CommonOptions.FilterOfAsync(parsed, session, cancellationToken);
            var subject = parsed.GetValue(topic) is { Length: > 0 } words ? string.Join(' ', words) : null;
            var all = await session.Assistant.FindContradictionsAsync(subject, filter, cancellationToken);
            var shown = all.Take(parsed.GetValue(limit) ?? DefaultLimit);
            switch (parsed.GetValue(CommonOptions.Json) ? "json" : all.Pairs.Count == 0 ? "none" : parsed.GetValue(format) ?? (terminal.IsInteractive ? "text" : "md"))
            {
                case "json":
                    terminal.Out.Write(JsonFormat.Write(shown));
                    break;
                case "latex":
                    terminal.Out.Write(LatexFormat.Write(shown));
                    break;
                case "md":
                    terminal.Out.Write(MarkdownFormat.Write(shown, showQuotes: true));
                    break;
                case "text":
                    Show(terminal, shown);
                    break;
            }

            Note(terminal, parsed, all, shown);
            return all.Pairs.Count > 0 ? ExitCode.Ok : ExitCode.NoAnswer;
        });
        return command;
    }

    private static void Show(Terminal terminal, Contradictions shown)
    {
        terminal.Paragraph("Candidates for you to judge: both sentences of a pair may hold under conditions that they do not state.");
        terminal.Line();
        for (var i = 0; i < shown.Pairs.Count; i++)
        {
            var pair = shown.Pairs[i];
            terminal.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {SingleLine.Of(pair.Subject)}: {SingleLine.Of(pair.Reason)}{(pair.WithinOnePaper ? ", within one paper" : "")} (score {pair.Score:F2})"), new Style(decoration: Decoration.Bold));
            terminal.Paragraph(AnswerView.Sentence(pair.First), indent: 3);
            terminal.Paragraph(AnswerView.Sentence(pair.Second), indent: 3);
            AnswerView.Quotes(terminal, [pair.First, pair.Second]);
        }

        AnswerView.References(terminal, shown.References);
    }

    private static void Note(Terminal terminal, ParseResult parsed, Contradictions all, Contradictions shown)
    {
        var compared = $"{all.Sentences.ToString(CultureInfo.InvariantCulture)} sentences of {all.Papers.ToString(CultureInfo.InvariantCulture)} {(all.Papers == 1 ? "paper" : "papers")}{(all.Topic is null ? "" : $" on '{SingleLine.Of(all.Topic)}'")}";
        if (all.Pairs.Count == 0)
        {
            terminal.Error.WriteLine($"No contradictions found among {compared}.");
        }
        else if (shown.Pairs.Count < all.Pairs.Count && !parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"{shown.Pairs.Count} of {all.Pairs.Count} candidates among {compared}; --limit shows more.");
        }
    }
}
