using System.CommandLine;
using RadLine;
using ResearchAgent.Chat;

namespace ResearchAgent.Cli;

/// <summary>research chat: questions in a row, saved as they are asked, with a few commands of its own.</summary>
internal static class ChatCommand
{
    public static Command Create(Terminal terminal)
    {
        var resume = new Option<string?>("--resume") { Description = "Go on with a saved conversation: its id, the beginning of it, or last.", HelpName = "ID" };
        var noSave = new Option<bool>("--no-save") { Description = "Keep nothing of this conversation." };
        var command = new Command("chat", "A conversation over the library, saved as it goes.") { resume, noSave, CommonOptions.Writer, CommonOptions.Agent }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Before the library is opened: a wrong id is told at once.
            var store = new ChatStore(Session.LibraryFolder(parsed));
            var id = parsed.GetValue(resume) is { } wanted ? store.Find(wanted) : null;
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            using var log = new ChatLog(store, id, parsed.GetValue(noSave));
            await using var agent = parsed.GetValue(CommonOptions.Agent) ? await ConfiguredAgent.OpenAsync(session, (call, token) => AllowAsync(terminal, call, token), cancellationToken) : null;
            var dialogue = new ChatDialogue(terminal, parsed, session, log, await CommonOptions.FilterOfAsync(parsed, session, cancellationToken), agent);
            if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine(dialogue.Greeting());
            }

            var editor = terminal.IsInteractive && !Console.IsInputRedirected ? ChatEditor.Create() : null;
            while (await ReadAsync(terminal, editor, cancellationToken) is { } line && line.Trim() is not ("/quit" or "/exit" or "/q"))
            {
                if (line.Trim().Length > 0)
                {
                    await dialogue.RespondAsync(line.Trim(), cancellationToken);
                }
            }

            if (log.Id is { } saved && !parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine($"Saved. Go on with: research chat --resume {saved}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    // Anything but a yes is a no, the end of input too.
    private static async Task<bool> AllowAsync(Terminal terminal, string call, CancellationToken cancellationToken)
    {
        terminal.Paragraph($"The agent wants to call {call}, which may change something. Allow it? [y/N]");
        return (await terminal.Input.ReadLineAsync(cancellationToken))?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static async Task<string?> ReadAsync(Terminal terminal, LineEditor? editor, CancellationToken cancellationToken)
    {
        if (editor is null)
        {
            return await terminal.Input.ReadLineAsync(cancellationToken);
        }

        var line = await editor.ReadLine(cancellationToken);
        if (!string.IsNullOrWhiteSpace(line))
        {
            editor.History.Add(line);
        }

        return line;
    }
}
