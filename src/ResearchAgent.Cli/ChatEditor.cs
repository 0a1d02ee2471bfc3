using RadLine;

namespace ResearchAgent.Cli;

/// <summary>The line that a person types into: history, several lines when pasted, Ctrl-D to leave.</summary>
internal static class ChatEditor
{
    public static LineEditor Create()
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
