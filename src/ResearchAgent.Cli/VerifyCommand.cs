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
            var stored = text.AllClaims().ToList();
            var claims = await session.Assistant.VerifyAsync(stored, cancellationToken);
            var sources = await CitedSources.LoadAsync(session.Index, stored, cancellationToken);
            var failures = Failures(stored, claims, sources).ToList();
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { Claims = claims.Count, Failures = failures }, JsonOutput.Options));
            }
            else
            {
                failures.ForEach(f => Show(terminal, f));
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

    private static void Show(Terminal terminal, Failure failure)
    {
        terminal.Paragraph($"claim {failure.Number.ToString(CultureInfo.InvariantCulture)}: {failure.Problem}: {SingleLine.Of(failure.Text)}");
        foreach (var quote in failure.Unlocated)
        {
            terminal.Paragraph($"not in {SingleLine.Of(quote.Passage.Value)}: \"{SingleLine.Of(quote.Text)}\"", indent: 2);
        }
    }

    private static IEnumerable<Failure> Failures(List<Claim> stored, IReadOnlyList<Claim> verified, CitedSources sources)
    {
        for (var i = 0; i < verified.Count; i++)
        {
            if (verified[i].Verdict != Verdict.Supported)
            {
                yield return new Failure(i + 1, verified[i].Verdict.ToString(), verified[i].Text, [.. verified[i].Citations.Select(c => c.Quote).Where(q => !IsLocated(q, sources))]);
            }
            else if (stored[i].Verdict != Verdict.Supported)
            {
                yield return new Failure(i + 1, $"the file says {stored[i].Verdict}, the library says Supported", verified[i].Text, []);
            }
        }
    }

    private static bool IsLocated(Quote quote, CitedSources sources) =>
        sources.FindPassage(quote.Passage) is { } passage && CitationVerifier.IsIn(passage, quote);

    private sealed record Failure(int Number, string Problem, string Text, IReadOnlyList<Quote> Unlocated);
}
