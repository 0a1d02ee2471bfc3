using System.CommandLine;
using System.Text.Json;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Cli;

/// <summary>research cite [PAPER...]</summary>
internal static class CiteCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("PAPER") { Description = "Papers by key, id or title (default: all that the filters let through).", Arity = ArgumentArity.ZeroOrMore }.WithoutOptions();
        var format = new Option<string?>("--format") { Description = "text, md, latex (thebibliography), html, bib (BibTeX, which takes no style) or json.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("text", "md", "latex", "html", "bib", "json");
        var command = new Command("cite", "Print references of papers, in a style (default: apa).") { names, CommonOptions.Style, format }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var style = CitationStyle.Find(parsed.GetValue(CommonOptions.Style) ?? CitationStyle.Apa.Name)!;
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var references = (await PapersAsync(parsed, session, parsed.GetValue(names) ?? [], cancellationToken)).Select(Reference.To).ToList();
            var output = parsed.GetValue(CommonOptions.Json) ? "json" : parsed.GetValue(format) ?? "text";
            if (output == "bib")
            {
                terminal.Out.Write(BibTexFormat.Write(references));
                return ExitCode.Ok;
            }

            Write(terminal, style.List(references), output);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Paper>> PapersAsync(ParseResult parsed, Session session, string[] names, CancellationToken cancellationToken)
    {
        var filter = await CommonOptions.FilterOfAsync(parsed, session, cancellationToken);
        if (names.Length == 0)
        {
            return await session.Index.ListPapersAsync(filter, cancellationToken);
        }

        var papers = new List<Paper>();
        foreach (var name in names)
        {
            papers.Add(await session.Assistant.ResolveAsync(name, cancellationToken)
                ?? throw new PaperNotFoundException(name, $"No paper of the library is called '{name}'. Use a key, an id or words of the title; 'research papers' lists them."));
        }

        return papers;
    }

    private static void Write(Terminal terminal, StyledReferences styled, string output)
    {
        switch (output)
        {
            case "json":
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    styled.Entries.Select(e => new { e.Reference.Key, e.Number, Mark = StyledRun.Plain(styled.Mark([e.Reference.Key])), Text = StyledRun.Plain(e.Runs), e.Runs }), JsonOutput.Options));
                break;
            case "md":
                terminal.Out.Write(MarkdownFormat.Write(styled));
                break;
            case "latex":
                terminal.Out.Write(LatexFormat.Write(styled));
                break;
            case "html":
                terminal.Out.Write(HtmlFormat.Write(styled));
                break;
            default:
                AnswerView.Styled(terminal, styled, indent: 0);
                break;
        }
    }
}
