using System.CommandLine;
using RadLine;
using ResearchAgent.Chat;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research chat: questions in a row, with history and a few commands of its own.</summary>
internal static class ChatCommand
{
    private const string Help =
        """
        Ask in plain words; "and what about its limits?" and "the second one" are understood.
          /papers          papers of the library
          /sources         quotes behind the last answer
          /compare A, B    evidence matrix
          /save FILE       write the conversation as Markdown
          /quit            leave (or Ctrl-D)
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("chat", "A conversation over the library.") { CommonOptions.Writer }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var conversation = new Conversation(session.Assistant);
            var isScreen = terminal.IsInteractive && !Console.IsInputRedirected;
            if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine(Help);
            }

            var filter = await CommonOptions.FilterOfAsync(parsed, session, cancellationToken);
            var editor = isScreen ? CreateEditor() : null;
            while (await ReadAsync(terminal, editor, cancellationToken) is { } line)
            {
                if (line.Trim() is "/quit" or "/exit")
                {
                    break;
                }

                if (line.Trim().Length > 0)
                {
                    await RespondAsync(terminal, parsed, session, conversation, line.Trim(), filter, cancellationToken);
                }
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static LineEditor CreateEditor()
    {
        var editor = new LineEditor { MultiLine = true, Prompt = new LineEditorPrompt("[blue]>[/]", "[grey].[/]") };

        // Terminals send Enter with or without the Control bit.
        editor.KeyBindings.Add(ConsoleKey.Enter, () => new EnterCommand());
        editor.KeyBindings.Add(ConsoleKey.Enter, ConsoleModifiers.Control, () => new EnterCommand());
        editor.KeyBindings.Add(ConsoleKey.D, ConsoleModifiers.Control, () => new EndOfInputCommand());

        // Arrows walk through the history, as in a shell.
        editor.KeyBindings.Add(ConsoleKey.UpArrow, () => new PreviousHistoryCommand());
        editor.KeyBindings.Add(ConsoleKey.DownArrow, () => new NextHistoryCommand());
        return editor;
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

    private static async Task RespondAsync(
        Terminal terminal, ParseResult parsed, Session session, Conversation conversation, string line, PassageFilter filter, CancellationToken cancellationToken)
    {
        var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (line[..space], line[(space + 1)..].Trim()) : (line, "");
        try
        {
            switch (word)
            {
                case "/papers":
                    AnswerView.References(terminal, (await session.Index.ListPapersAsync(filter, cancellationToken)).Select(Writing.Reference.To));
                    break;
                case "/sources":
                    AnswerView.Quotes(terminal, conversation.Turns.Count > 0 ? conversation.Turns[^1].Claims : []);
                    break;
                case "/compare":
                    var names = rest.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                    CompareCommand.Show(terminal, await session.ThinkAsync(parsed, terminal, () => session.Assistant.CompareAsync(names, [], cancellationToken)), showQuotes: false);
                    break;
                case "/save" when rest.Length > 0:
                    await OutputFile.WriteAsync(rest, string.Join("\n---\n\n", conversation.Turns.Select(t => $"**{SingleLine.Of(t.Question)}**\n\n{MarkdownFormat.Write(t, showQuotes: true)}")), cancellationToken);
                    terminal.Paragraph($"Wrote {conversation.Turns.Count} answers to {rest}.");
                    break;
                case ['/', ..]:
                    terminal.Paragraph(Help);
                    break;
                default:
                    AnswerView.Show(terminal, await session.ThinkAsync(parsed, terminal, () => conversation.AskAsync(line, filter, cancellationToken)), showQuotes: false);
                    break;
            }
        }
        catch (Exception e) when (e is PaperNotFoundException or IOException or UnauthorizedAccessException)
        {
            // A slip in one line must not end the conversation.
            terminal.Paragraph(e.Message);
        }

        terminal.Line();
    }

    /// <summary>Submits, unless more text is already waiting: then the line is one of several being pasted.</summary>
    private sealed class EnterCommand : LineEditorCommand
    {
        public override void Execute(LineEditorContext context) =>
            context.Submit(Console.KeyAvailable ? SubmitAction.NewLine : SubmitAction.Submit);
    }

    /// <summary>Ctrl-D on an empty line ends the conversation.</summary>
    private sealed class EndOfInputCommand : LineEditorCommand
    {
        public override void Execute(LineEditorContext context)
        {
            if (context.Buffer.Content.Length == 0)
            {
                context.Submit(SubmitAction.Cancel);
            }
        }
    }
}
