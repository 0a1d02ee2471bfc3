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
        var file = new Argument<string?>("FILE") { Description = "What 'ask', 'compare', 'review' or 'related-work' wrote with --json; - reads standard input.", Arity = ArgumentArity.ZeroOrOne };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of these files instead." };
        var command = new Command("verify", "Locate every quote of a saved answer again in the library; no model needed.") { file, schema };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(schema))
            {
                terminal.Out.Write(JsonFormat.Schema());
                return ExitCode.Ok;
            }

            var path = parsed.GetValue(file) ?? throw new InputException("name a file that --json wrote, or - for standard input.");
            var text = await ReadAsync(terminal, path, cancellationToken);
            using var session = Session.Open(parsed);
            var stored = text.AllClaims().ToList();
            var claims = await session.Assistant.VerifyAsync(stored, cancellationToken);
            var failures = Failures(stored, claims).ToList();
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { Claims = claims.Count, Failures = failures }, JsonOutput.Options));
            }
            else
            {
                failures.ForEach(f => terminal.Out.WriteLine($"claim {f.Number.ToString(CultureInfo.InvariantCulture)}: {f.Problem}: {SingleLine.Of(f.Text)}"));
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

    private static IEnumerable<Failure> Failures(List<Claim> stored, IReadOnlyList<Claim> verified)
    {
        for (var i = 0; i < verified.Count; i++)
        {
            if (verified[i].Verdict != Verdict.Supported)
            {
                yield return new Failure(i + 1, verified[i].Verdict.ToString(), verified[i].Text);
            }
            else if (stored[i].Verdict != Verdict.Supported)
            {
                yield return new Failure(i + 1, $"the file says {stored[i].Verdict}, the library says Supported", verified[i].Text);
            }
        }
    }

    private sealed record Failure(int Number, string Problem, string Text);
}
