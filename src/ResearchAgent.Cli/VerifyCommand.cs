using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research verify FILE.json</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = "What 'ask', 'compare', 'review', 'related-work' or 'contradictions' wrote with --json; - reads standard input.", Arity = ArgumentArity.ZeroOrOne };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of these files instead." };
        var command = new Command("verify", "Locate every quote of a saved answer again in the library; no model needed.") { file, schema };
        command.Validators.Add(result =>
        {
            if (result.GetResult(schema) is null or { Implicit: true } && result.GetResult(file) is not { Tokens.Count: > 0 })
            {
                result.AddError("Name a file that --json wrote, or - for standard input");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(schema))
            {
                terminal.Out.Write(JsonFormat.Schema());
                return ExitCode.Ok;
            }

            var text = await ReadAsync(terminal, parsed.GetValue(file)!, cancellationToken);
            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            var (claims, failures) = await Recheck.OfAsync(text, session.Index, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { Claims = claims.Count, Failures = failures }, JsonOutput.Options));
            }
            else
            {
                foreach (var failure in failures)
                {
                    Show(terminal, failure);
                }

                terminal.Out.WriteLine($"{claims.Count - failures.Count} of {claims.Count} claims verified, {claims.Sum(c => c.Citations.Count)} quotes checked");
            }

            return failures.Count == 0 ? ExitCode.Ok : ExitCode.NoAnswer;
        });
        return command;
    }

    private static async Task<GroundedText> ReadAsync(Terminal terminal, string path, CancellationToken cancellationToken)
    {
        if (path != "-" && !File.Exists(path))
        {
            throw new InputException($"{path}: no such file.");
        }

        try
        {
            return JsonFormat.Read(path == "-" ? await terminal.Input.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (FormatException e)
        {
            throw new InputException($"{path}: {e.Message}");
        }
    }

    private static void Show(Terminal terminal, RecheckFailure failure)
    {
        terminal.Paragraph($"claim {failure.Number.ToString(CultureInfo.InvariantCulture)}: {failure.Problem}: {SingleLine.Of(failure.Text)}");
        foreach (var quote in failure.Unlocated)
        {
            terminal.Paragraph($"not in {SingleLine.Of(quote.Passage.Value)}: \"{SingleLine.Of(quote.Text)}\"", indent: 2);
        }
    }
}
