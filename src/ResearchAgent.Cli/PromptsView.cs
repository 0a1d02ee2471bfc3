using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Fluent;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>Prompts on the terminal: a table, tab-separated lines for a pipe, or JSON.</summary>
internal static class PromptsView
{
    public static void ShowList(Terminal terminal, ParseResult parsed, IReadOnlyList<PromptFile> prompts)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(prompts.Select(Fields), JsonOutput.Options));
        }
        else if (terminal.IsInteractive)
        {
            var table = new Table().Border(TableBorder.Simple)
                .AddColumn("Prompt", c => c.NoWrap()).AddColumn("From", c => c.NoWrap().PadLeft(0)).AddColumn("Version", c => c.NoWrap().PadLeft(0))
                .AddColumn("Hash", c => c.NoWrap().PadLeft(0)).AddColumn("What for", c => c.PadLeft(0)).AddColumn("Inputs", c => c.PadLeft(0));
            foreach (var prompt in prompts)
            {
                table.AddRow(Cells(prompt).Select(c => AnswerView.Cell(c)));
            }

            terminal.Console.Write(table);
        }
        else
        {
            foreach (var prompt in prompts)
            {
                terminal.Out.WriteLine(string.Join('\t', Cells(prompt)));
            }
        }

        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            foreach (var prompt in prompts.Where(p => p.Version is not null && p.Replaces is not null && p.Version != p.Replaces.Version))
            {
                terminal.Error.WriteLine($"The library's prompt '{prompt.Name}' was made from version {SingleLine.Of(prompt.Version!)}; the program's is {prompt.Replaces!.Version} now.");
            }
        }
    }

    /// <param name="rendered">What a model is sent; null shows the text with its variables.</param>
    public static void Show(Terminal terminal, ParseResult parsed, PromptFile prompt, Prompt? rendered)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                new { Prompt = Fields(prompt), Messages = rendered?.Messages.Select(m => new { Role = m.Role.Value, m.Text }), Text = rendered is null ? prompt.Text : null }, JsonOutput.Options));
            return;
        }

        if (rendered is not null)
        {
            foreach (var message in rendered.Messages)
            {
                terminal.Out.WriteLine($"[{message.Role}]");
                Lines(terminal, message.Text);
                terminal.Line();
            }

            return;
        }

        Fact("prompt", $"{prompt.Name}, of the {prompt.Origin}");
        Fact("for", prompt.Description);
        Fact("version", $"{prompt.Version ?? "none"}{(prompt.Replaces is null ? "" : $" (the program's: {prompt.Replaces.Version})")}, text {prompt.Hash}");
        Fact("folder", prompt.Folder);
        Fact("settings", prompt.Settings.Count == 0 ? "none" : string.Join(", ", prompt.Settings.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value}"))));
        foreach (var input in prompt.Inputs)
        {
            Fact("input", $"{input.Name}{(input.IsRequired ? "" : " (may be empty)")}: {input.Description}");
        }

        terminal.Line();
        Lines(terminal, prompt.Text);

        void Fact(string name, string value) => terminal.Out.WriteLine($"{name,-10}{SingleLine.Of(value)}");
    }

    private static IEnumerable<string> Cells(PromptFile prompt) =>
        new[] { prompt.Name, prompt.Origin, prompt.Version ?? "", prompt.Hash, prompt.Description, string.Join(", ", prompt.Inputs.Select(i => i.Name)) }.Select(SingleLine.Of);

    private static object Fields(PromptFile prompt) => new
    {
        prompt.Name,
        prompt.Origin,
        prompt.Version,
        ProgramVersion = prompt.Replaces?.Version,
        prompt.Hash,
        prompt.Description,
        Inputs = prompt.Inputs.Select(i => new { i.Name, i.Description, i.IsRequired }),
        prompt.Settings,
        prompt.Folder,
    };

    // A prompt keeps its lines; what a terminal would obey goes.
    private static void Lines(Terminal terminal, string text)
    {
        foreach (var line in text.TrimEnd().ReplaceLineEndings("\n").Split('\n'))
        {
            terminal.Out.WriteLine(SingleLine.Of(line));
        }
    }
}
