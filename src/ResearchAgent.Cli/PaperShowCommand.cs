using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research papers show PAPER</summary>
internal static class PaperShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("PAPER") { Description = "Key, id or title." };
        var text = new Option<bool>("--text") { Description = "The text too, with its pages." };
        var command = new Command("show", "What the library holds of a paper: record, sections, list of references, flags.") { name, text };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var found = await session.Assistant.ResolveAsync(parsed.GetValue(name)!, cancellationToken)
                ?? throw new InputException($"no paper is called '{parsed.GetValue(name)}'. 'research papers' lists them.");
            var paper = await session.Index.GetPaperAsync(found.Id, cancellationToken) ?? found;
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(paper, JsonOutput.Options));
            }
            else
            {
                Show(paper, parsed.GetValue(text), terminal);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    public static string Kind(PaperFlag flag) => flag.Kind switch
    {
        PaperFlagKind.HiddenText => "hidden text",
        PaperFlagKind.InvisibleCharacters => "invisible characters",
        PaperFlagKind.BidirectionalControls => "controls of reading order",
        _ => "planted instruction",
    };

    public static string Page(PaperFlag flag) => flag.Page is { } page ? string.Create(CultureInfo.InvariantCulture, $"p. {page}") : "";

    private static void Show(Paper paper, bool withText, Terminal terminal)
    {
        terminal.Paragraph($"[{paper.Key}] {ReferenceText.Line(Reference.To(paper))}");
        foreach (var (name, value) in Record(paper).Where(r => r.Value.Length > 0))
        {
            terminal.Paragraph($"{name}: {SingleLine.Of(value)}", indent: 2);
        }

        foreach (var section in paper.Sections)
        {
            var pages = section.Pages.PageAt(0) is { } page ? string.Create(CultureInfo.InvariantCulture, $", from p. {page}") : "";
            var kind = section.Kind == SectionKind.Body ? "" : $", {section.Kind.ToString().ToLowerInvariant()}";
            terminal.Line();
            terminal.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{SingleLine.Of(section.Heading)} ({section.Text.Length:N0} characters{pages}{kind})"));
            foreach (var paragraph in withText ? section.Text.Split("\n\n") : [])
            {
                terminal.Paragraph(SingleLine.Of(paragraph), indent: 2);
            }
        }

        if (paper.References.Count > 0)
        {
            terminal.Line();
            terminal.Paragraph(string.Create(CultureInfo.InvariantCulture, $"References ({paper.References.Count}, never evidence)"));
            foreach (var work in withText ? paper.References : [])
            {
                terminal.Paragraph($"{(work.Label is { } label ? $"[{SingleLine.Of(label)}] " : "")}{SingleLine.Of(work.Text)}", indent: 2);
            }
        }

        if (paper.Flags.Count > 0)
        {
            terminal.Line();
            terminal.Paragraph(paper.AllowsFlagged ? "Flags (allowed as evidence)" : "Flags (no evidence; allow with: research papers edit KEY --allow-flagged true)");
            foreach (var flag in paper.Flags)
            {
                terminal.Paragraph($"{Kind(flag)}{(flag.Page is null ? "" : ", " + Page(flag))}: {SingleLine.Of(flag.Text)}", indent: 2);
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Record(Paper paper) =>
    [
        ("id", paper.Id.Value),
        ("also known as", string.Join(", ", paper.AlsoKnownAs)),
        ("type", paper.Type ?? ""),
        ("tags", string.Join(", ", paper.Tags)),
        .. paper.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, string.Join("; ", f.Value))),
        ("edited", string.Join(", ", paper.EditedFields)),
        ("source", paper.Source ?? ""),
    ];
}
