using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Chat;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research chats: the saved conversations of a library.</summary>
internal static class ChatsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("chats", "Saved conversations: list, search, show, rename, delete, export.")
        {
            CreateList(terminal), CreateSearch(terminal), CreateShow(terminal), CreateRename(terminal), CreateDelete(terminal), CreateExport(terminal),
        };
        command.SetAction(parsed => List(terminal, parsed));
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("list", "Id, questions, time of the last one, and title, newest first.");
        command.SetAction(parsed => List(terminal, parsed));
        return command;
    }

    private static Command CreateSearch(Terminal terminal)
    {
        var words = new Argument<string[]>("WORDS") { Description = "Words that a question and its answer hold, in any form.", Arity = ArgumentArity.OneOrMore }.WithoutOptions().NotBlank();
        var command = new Command("search", "Find turns by words; the sentence that holds them is shown.") { words };
        command.SetAction(parsed => Search(terminal, parsed, string.Join(' ', parsed.GetValue(words)!)));
        return command;
    }

    private static Command CreateShow(Terminal terminal)
    {
        var id = Id();
        var command = new Command("show", "Print a conversation as Markdown, or with --json as JSON.") { id };
        command.SetAction(parsed =>
        {
            var store = StoreOf(parsed);
            var chat = store.Read(store.Find(parsed.GetValue(id)!));
            terminal.Out.Write(parsed.GetValue(CommonOptions.Json) ? ChatExport.Json(chat) : ChatExport.Markdown(chat));
            WarnOfUnreadable(terminal, parsed, chat);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateRename(Terminal terminal)
    {
        var id = Id();
        var title = new Argument<string[]>("TITLE") { Description = "The new title; quotes around it are optional. The id stays.", Arity = ArgumentArity.OneOrMore }.WithoutOptions().NotBlank();
        var command = new Command("rename", "Give a conversation another title.") { id, title };
        command.SetAction(parsed =>
        {
            var store = StoreOf(parsed);
            using var file = store.Open(store.Find(parsed.GetValue(id)!));
            file.Rename(string.Join(' ', parsed.GetValue(title)!));
            terminal.Paragraph($"{file.Id} is now \"{SingleLine.Of(string.Join(' ', parsed.GetValue(title)!))}\".");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateDelete(Terminal terminal)
    {
        var id = Id();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("delete", "Delete a conversation for good.") { id, yes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = StoreOf(parsed);
            var chat = store.Read(store.Find(parsed.GetValue(id)!));
            if (!parsed.GetValue(yes))
            {
                terminal.Error.Write($"Delete {chat.Id}, \"{chat.Title}\", {Count(chat.Turns.Count, "question")}? [y/N] ");
                await terminal.Error.FlushAsync(cancellationToken);
                var reply = await terminal.Input.ReadLineAsync(cancellationToken);
                if (reply is null)
                {
                    terminal.Error.WriteLine();
                    throw new UsageException($"nobody is there to ask whether to delete '{chat.Id}'. Use --yes to delete without asking.");
                }

                if (reply.Trim() is not ("y" or "Y" or "yes"))
                {
                    terminal.Paragraph("Nothing was deleted.");
                    return ExitCode.Ok;
                }
            }

            store.Delete(chat.Id);
            terminal.Paragraph($"Deleted {chat.Id}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateExport(Terminal terminal)
    {
        var id = Id();
        var format = new Option<string>("--format") { Description = "md or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "md" };
        format.AcceptOnlyFromAmong("md", "json");
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file instead of the screen.", HelpName = "FILE" };
        var command = new Command("export", "Write a conversation with its quotes and references.") { id, format, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = StoreOf(parsed);
            var chat = store.Read(store.Find(parsed.GetValue(id)!));
            var text = parsed.GetValue(format) == "json" || parsed.GetValue(CommonOptions.Json) ? ChatExport.Json(chat) : ChatExport.Markdown(chat);
            if (parsed.GetValue(output) is { } path)
            {
                await OutputFile.WriteAsync(path, text, cancellationToken);
                terminal.Paragraph($"Wrote {Count(chat.Turns.Count, "question")} to {path}.");
            }
            else
            {
                terminal.Out.Write(text);
            }

            WarnOfUnreadable(terminal, parsed, chat);
            return ExitCode.Ok;
        });
        return command;
    }

    private static int List(Terminal terminal, ParseResult parsed)
    {
        var store = StoreOf(parsed);
        var chats = store.List();
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(chats.Select(c => new { c.Id, c.Title, Turns = c.Turns.Count, c.Started, Last = c.LastTime, c.Unreadable }), JsonOutput.Options));
        }
        else if (chats.Count == 0)
        {
            terminal.Paragraph($"There are no saved conversations in '{store.Folder}'. 'research chat' makes one.");
        }
        else if (terminal.IsInteractive)
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns(new TableColumn("Id").NoWrap(), new TableColumn("Turns").RightAligned(), new TableColumn("Last").NoWrap(), new TableColumn("Title"));
            foreach (var chat in chats)
            {
                table.AddRow(AnswerView.Cell(chat.Id), AnswerView.Cell(chat.Turns.Count.ToString(CultureInfo.InvariantCulture)), AnswerView.Cell(Time(chat.LastTime)), AnswerView.Cell(chat.Title));
            }

            terminal.Console.Write(table);
        }
        else
        {
            foreach (var chat in chats)
            {
                terminal.Out.WriteLine($"{chat.Id}\t{chat.Turns.Count}\t{Time(chat.LastTime)}\t{chat.Title}");
            }
        }

        foreach (var chat in chats)
        {
            WarnOfUnreadable(terminal, parsed, chat);
        }

        return ExitCode.Ok;
    }

    private static int Search(Terminal terminal, ParseResult parsed, string words)
    {
        var hits = StoreOf(parsed).Search(words).ToList();
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(hits.Select(h => new { h.Chat.Id, h.Chat.Title, h.Turn, h.When, h.Sentence, Keys = h.Keys.Select(k => k.Value) }), JsonOutput.Options));
        }
        else if (hits.Count == 0)
        {
            terminal.Paragraph($"No saved turn holds all of: {SingleLine.Of(words)}.");
        }

        foreach (var hit in parsed.GetValue(CommonOptions.Json) ? [] : hits)
        {
            terminal.Paragraph($"{hit.Chat.Id}, question {hit.Turn}, {Time(hit.When)}: {hit.Chat.Title}");
            terminal.Paragraph(hit.Keys.Count > 0 ? $"{hit.Sentence.TrimEnd('.')} [{string.Join("; ", hit.Keys)}]." : hit.Sentence, indent: 2);
        }

        return hits.Count > 0 ? ExitCode.Ok : ExitCode.NoAnswer;
    }

    private static void WarnOfUnreadable(Terminal terminal, ParseResult parsed, SavedChat chat)
    {
        if (chat.Unreadable > 0 && !parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"{chat.Id}: {Count(chat.Unreadable, "line")} could not be read (damaged, or written by a later version).");
        }
    }

    private static ChatStore StoreOf(ParseResult parsed) => new(Session.LibraryFolder(parsed));

    private static Argument<string> Id() => new("ID") { Description = "The id, the beginning of it, or last." };

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
