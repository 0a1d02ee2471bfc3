using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Notes;

namespace ResearchAgent.Cli;

/// <summary>research notes [list | add TEXT | remove NUMBER | search WORDS]</summary>
internal static class NotesCommand
{
    // What a person looks through; a model is shown fewer.
    private const int MaxFound = 100;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("notes", $"What to remember about the library: a Markdown file in its folder, {LibraryNotes.FileName}, that you may edit. Chat and agents read it, and add to it when you let them.")
        {
            CreateList(terminal),
            CreateAdd(terminal),
            CreateRemove(terminal),
            CreateSearch(terminal),
        };
        command.SetAction((parsed, cancellationToken) => ListAsync(parsed, terminal, cancellationToken));
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("list", "All notes with their numbers.");
        command.SetAction((parsed, cancellationToken) => ListAsync(parsed, terminal, cancellationToken));
        return command;
    }

    private static Command CreateAdd(Terminal terminal)
    {
        var text = Words("TEXT", "The note, one line.");
        var command = new Command("add", $"Keep a note of at most {LibraryNotes.MaxLength} characters.") { text };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                Show(parsed, terminal, [await NotesOf(parsed).AddAsync(string.Join(' ', parsed.GetValue(text)!), cancellationToken)]);
                return ExitCode.Ok;
            }
            catch (ArgumentException e)
            {
                throw new UsageException(e.Message);
            }
        });
        return command;
    }

    private static Command CreateRemove(Terminal terminal)
    {
        var number = new Argument<int?>("NUMBER") { Description = "As 'research notes' shows it; the notes after it move up.", Arity = ArgumentArity.ExactlyOne, CustomParser = CommonOptions.WholeNumber };
        var command = new Command("remove", "Remove a note.") { number };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var notes = NotesOf(parsed);
            var wanted = parsed.GetValue(number)!.Value;
            var removed = await notes.RemoveAsync(wanted, cancellationToken)
                ?? throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"there is no note {wanted}. 'research notes' lists those in '{notes.Path}'."));
            Show(parsed, terminal, [removed]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateSearch(Terminal terminal)
    {
        var words = Words("WORDS", "Words that the notes may hold, in any form.");
        var command = new Command("search", "The notes that share words with yours, newest first.") { words };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = await NotesOf(parsed).SearchAsync(string.Join(' ', parsed.GetValue(words)!), MaxFound, cancellationToken);
            Show(parsed, terminal, found);
            if (found.Count == 0 && !parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine("No note shares a word with this.");
            }

            return found.Count > 0 ? ExitCode.Ok : ExitCode.NoAnswer;
        });
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var notes = NotesOf(parsed);
        var all = await notes.ListAsync(cancellationToken);
        Show(parsed, terminal, all);
        if (all.Count == 0 && !parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"No notes in '{notes.Path}' yet. Keep one with: research notes add TEXT");
        }

        return ExitCode.Ok;
    }

    private static void Show(ParseResult parsed, Terminal terminal, IReadOnlyList<LibraryNote> notes)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(notes, JsonOutput.Options));
            return;
        }

        foreach (var note in notes)
        {
            var date = note.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
            if (terminal.IsInteractive)
            {
                terminal.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{note.Number,3}  {date,-10}  {note.Text}"));
            }
            else
            {
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{note.Number}\t{date}\t{note.Text}"));
            }
        }
    }

    private static Argument<string[]> Words(string name, string description) =>
        new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore }.NotBlank().WithoutOptions();

    private static LibraryNotes NotesOf(ParseResult parsed) => new(Session.LibraryFolder(parsed), TimeProvider.System);
}
