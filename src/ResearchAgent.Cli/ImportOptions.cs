using System.CommandLine;

namespace ResearchAgent.Cli;

/// <summary>Options of the commands that read files.</summary>
internal static class ImportOptions
{
    public static Option<bool> Ocr { get; } = new("--ocr") { Description = "Read scanned pages by optical character recognition; needs the program 'tesseract'." };

    public static Option<string[]> Attachments { get; } = new("--attachments")
    {
        Description = "A folder from which files that a bibliography names may be read. Its own folder always counts.",
        HelpName = "DIR",
    };

    public static Command WithImportOptions(this Command command)
    {
        Attachments.Validators.Clear();
        Attachments.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => !Directory.Exists(t.Value)) is { } missing)
            {
                result.AddError($"--attachments '{missing.Value}' is no folder");
            }
        });
        command.Add(Ocr);
        command.Add(Attachments);
        return command;
    }
}
