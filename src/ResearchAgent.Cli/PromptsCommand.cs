using System.CommandLine;
using ResearchAgent.Plugins;

namespace ResearchAgent.Cli;

/// <summary>research prompts [list] | show | copy | check</summary>
internal static class PromptsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("prompts", "What a language model is told: list, look at, change for a library, check.")
        {
            List(terminal), Show(terminal), Copy(terminal), PromptsCheckCommand.Create(terminal),
        };
        command.SetAction(parsed => ShowList(terminal, parsed));
        return command;
    }

    /// <summary>The folder in which a library's own prompts lie; need not be there.</summary>
    /// <summary>The program's prompts, those of the library in their place; one or all.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    /// <exception cref="PromptException">One is broken.</exception>
    public static IReadOnlyList<PromptFile> Read(ParseResult parsed, string? name = null) =>
        Named(PromptFolder.Read(ProgramFolder.Prompts(), FluentWriters.PromptFolderIn(Session.LibraryFolder(parsed))), name);

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "The prompts that are in use here (also without 'list').");
        command.SetAction(parsed => ShowList(terminal, parsed));
        return command;
    }

    private static int ShowList(Terminal terminal, ParseResult parsed)
    {
        PromptsView.ShowList(terminal, parsed, Read(parsed));
        return ExitCode.Ok;
    }

    private static Command Show(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "A prompt's name, as 'research prompts' lists it." };
        var rendered = new Option<bool>("--rendered") { Description = "With the inputs of its first example, as a model is sent it." };
        var command = new Command("show", "The text of a prompt, its inputs and settings.") { name, rendered };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var prompt = Read(parsed, parsed.GetValue(name))[0];
            if (!parsed.GetValue(rendered))
            {
                PromptsView.Show(terminal, parsed, prompt, null);
                return ExitCode.Ok;
            }

            var example = prompt.ReadExamples() is [var first, ..] ? first : throw new InputException($"the prompt '{prompt.Name}' has no example to render it with. Add one to '{Path.Combine(prompt.Folder, "examples.json")}'.");
            PromptsView.Show(terminal, parsed, prompt, await prompt.RenderAsync(example.Inputs, cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Copy(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "A prompt of the program." };
        var command = new Command("copy", "Copy a prompt of the program into the library, where you may change it: it is used in place of the program's.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var prompt = Named(PromptFolder.Read(ProgramFolder.Prompts()), parsed.GetValue(name))[0];
            var folder = Path.Combine(FluentWriters.PromptFolderIn(Session.LibraryFolder(parsed)), prompt.Name);
            if (Path.Exists(folder))
            {
                throw new InputException($"'{folder}' exists already. Edit what is there, or remove it first.");
            }

            Directory.CreateDirectory(folder);
            foreach (var file in PromptFile.Files)
            {
                // Contents alone: what is installed for everyone may be read-only.
                await File.WriteAllBytesAsync(Path.Combine(folder, file), await File.ReadAllBytesAsync(Path.Combine(prompt.Folder, file), cancellationToken), cancellationToken);
            }

            if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Paragraph($"{folder}: edit skprompt.txt, then run 'research prompts check {prompt.Name}'. Remove the folder to have the program's prompt again.");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<PromptFile> Named(IReadOnlyList<PromptFile> prompts, string? name) =>
        name is null ? prompts
        : prompts.FirstOrDefault(p => p.Name == name.Replace('_', '-')) is { } prompt ? [prompt]
        : throw new InputException($"there is no prompt '{name}'. There are: {string.Join(", ", prompts.Select(p => p.Name))}.");
}
