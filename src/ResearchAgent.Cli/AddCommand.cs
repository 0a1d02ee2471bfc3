using System.CommandLine;
using System.Text.Json;
using ResearchAgent.Readers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research add PATH...</summary>
internal static class AddCommand
{
    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files, or folders whose readable files are all read; with --online also arxiv:2305.04091 and doi:10.1000/xyz.", Arity = ArgumentArity.OneOrMore }.WithoutOptions();
        var kind = new Option<string?>("--as") { Description = "Read every file as this kind instead of recognising it.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong([.. PaperReaders.All.Select(r => r.Name).Distinct()]);
        var online = new Option<bool>("--online") { Description = "Ask arXiv, Crossref and OpenAlex for the records of papers named by arxiv:ID or doi:DOI. Only these identifiers are sent." };
        var command = new Command("add", "Put papers into the library: PDFs, articles in XML, LaTeX, HTML, Word, Markdown or text, bibliographies, a Zotero folder, reading lists, JSONL records. Ends with 3 if any record failed; the others are stored.") { paths, kind, online }.WithImportOptions();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var identifiers = parsed.GetValue(paths)!.Where(ConfiguredCatalogues.IsIdentifier).ToList();
            if (identifiers.Count > 0 && !parsed.GetValue(online))
            {
                throw new UsageException($"'{identifiers[0]}' is in a catalogue on the web, and nothing is asked there unless you say so. Add --online, or name a file.");
            }

            using var session = await Session.OpenOrCreateAsync(parsed, cancellationToken);
            var report = await session.ImportAsync([.. parsed.GetValue(paths)!.Except(identifiers)], parsed.GetValue(kind), parsed, terminal, cancellationToken);
            report = await ConfiguredCatalogues.ImportAsync(identifiers, report, session.Library, session.ImporterFor(parsed), cancellationToken);
            foreach (var failure in report.Failures)
            {
                terminal.Error.WriteLine(SingleLine.Of(failure.ToString()));
            }

            if (!parsed.GetValue(CommonOptions.Quiet))
            {
                foreach (var notice in report.Notices)
                {
                    terminal.Error.WriteLine(SingleLine.Of(notice.ToString()));
                }
            }

            if (report is { Added: 0, Replaced: 0, Unchanged: 0, Failures.Count: 0 })
            {
                throw new InputException($"nothing to read in {string.Join(", ", parsed.GetValue(paths)!)}. Readable are {string.Join(", ", PaperReaders.All.SelectMany(r => r.Extensions).Distinct())}.");
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(report, JsonOutput.Options));
            }
            else if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Out.WriteLine($"{report.Added} added, {report.Replaced} replaced, {report.Unchanged} unchanged, {report.Failures.Count} failed");
            }

            await ReembedCommand.ReembedAsync(session, parsed, terminal, cancellationToken);
            return report.Failures.Count == 0 ? ExitCode.Ok : ExitCode.Input;
        });
        return command;
    }
}
