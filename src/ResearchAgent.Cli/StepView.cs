using System.CommandLine;
using System.Globalization;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>The steps of a run as they happen, one faint line each on the error stream.</summary>
internal static class StepView
{
    private const int NameWidth = 9;

    /// <returns>Null with --quiet: nobody is told.</returns>
    public static RunProgress? Live(Terminal terminal, ParseResult parsed) =>
        parsed.GetValue(CommonOptions.Quiet) ? null : new RunProgress(new DirectProgress<TraceStep>(step => Show(terminal, step)), null);

    private static void Show(Terminal terminal, TraceStep step)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{step.Name.PadRight(NameWidth)} {SingleLine.Of(step.Detail)}");
        if (terminal.Progress.Profile.Capabilities.Interactive)
        {
            terminal.Progress.Write(new Spectre.Console.Text(line + Environment.NewLine, new Style(decoration: Decoration.Dim)));
        }
        else
        {
            terminal.Error.WriteLine(line);
        }
    }
}
