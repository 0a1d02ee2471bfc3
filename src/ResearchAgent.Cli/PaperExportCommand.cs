using System.CommandLine;
using System.Text;
using ResearchAgent.Bibliographies;

namespace ResearchAgent.Cli;

/// <summary>research papers export [PAPER...]</summary>
internal static class PaperExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("PAPER") { Description = "Keys, ids or whole titles (default: all that the filters let through).", Arity = ArgumentArity.ZeroOrMore }.WithoutOptions();
        var format = new Option<string>("--format") { Description = "bibtex, ris, csl-json, or jsonl, which holds the texts too (default: bibtex).", HelpName = "FORMAT", DefaultValueFactory = _ => "bibtex" };
        format.AcceptOnlyFromAmong("bibtex", "ris", "csl-json", "jsonl");
        var output = new Option<string?>("--output") { Description = "Write to this file instead of the screen.", HelpName = "FILE" };
        var command = new Command("export", "Write the papers' records for other programs; reading them again gives the same records.") { names, format, output }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            var papers = parsed.GetValue(names) is { Length: > 0 } wanted
                ? await PaperEditCommands.FindAllAsync(session, wanted, cancellationToken)
                : await session.Index.ListPapersAsync(await CommonOptions.FilterOfAsync(parsed, session, cancellationToken), cancellationToken);
            if (parsed.GetValue(output) is not { } path)
            {
                await LibraryExport.WriteAsync(session.Index, papers, parsed.GetValue(format)!, terminal.Out, cancellationToken);
                return ExitCode.Ok;
            }

            await WriteFileAsync(path, writer => LibraryExport.WriteAsync(session.Index, papers, parsed.GetValue(format)!, writer, cancellationToken));
            if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine($"{papers.Count} papers written to '{path}'");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    // Beside the file and then in its place: an export that breaks off leaves the old one.
    private static async Task WriteFileAsync(string path, Func<TextWriter, Task> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var writer = new StreamWriter(temporary, append: false, new UTF8Encoding(false)))
            {
                await write(writer);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The file '{path}' cannot be written ({e.Message.TrimEnd('.')}). Name another one.", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
