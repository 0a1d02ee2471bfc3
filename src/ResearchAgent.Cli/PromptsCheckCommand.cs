using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research prompts check: does what is sent, and what a model replies, have the structure that the examples expect?</summary>
internal static class PromptsCheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("NAME") { Description = "A prompt's name (default: all).", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("check", "Render each prompt's examples and check them; with a language model also its replies. Exit code 1 when a check fails.") { name, CommonOptions.Writer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var model = await FluentWriters.OpenModelAsync(parsed, Settings.Read(), cancellationToken);
            var results = new List<Result>();
            foreach (var prompt in PromptsCommand.Read(parsed, parsed.GetValue(name)))
            {
                var examples = prompt.ReadExamples();
                foreach (var example in examples)
                {
                    results.Add(await CheckAsync(prompt, example, model, cancellationToken));
                    Show(terminal, parsed, results[^1]);
                }

                if (examples.Count == 0 && !parsed.GetValue(CommonOptions.Quiet))
                {
                    terminal.Error.WriteLine($"{prompt.Name}: no examples.");
                }
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(results, JsonOutput.Options));
            }
            else if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine($"{results.Count} examples, {results.Count(r => !r.Ok)} failed; {(model is null ? "no model was asked" : $"a model was asked {results.Count(r => r.Reply is not null)} times")}.");
            }

            return results.TrueForAll(r => r.Ok) ? ExitCode.Ok : ExitCode.NoAnswer;
        });
        return command;
    }

    private static async Task<Result> CheckAsync(PromptFile prompt, PromptExample example, IChatClient? model, CancellationToken cancellationToken)
    {
        var rendered = await prompt.RenderAsync(example.Inputs, cancellationToken);
        var problems = example.CheckMessages(rendered.Messages);
        if (model is null || example.Expected.Reply is null || problems.Count > 0)
        {
            return new Result(prompt.Name, prompt.Origin, example.Name, problems, null);
        }

        example.Complete(rendered.Options);
        try
        {
            var response = await model.GetResponseAsync(rendered.Messages, rendered.Options, cancellationToken);
            return new Result(prompt.Name, prompt.Origin, example.Name, example.CheckReply(response.Text, response.FinishReason == ChatFinishReason.Length), response.Text);
        }
        catch (Exception e)
        {
            // Whatever a provider throws is about this example; only the caller's own wish ends the run.
            cancellationToken.ThrowIfCancellationRequested();
            return new Result(prompt.Name, prompt.Origin, example.Name, [$"the model failed: {e.Message}"], null);
        }
    }

    private static void Show(Terminal terminal, ParseResult parsed, Result result)
    {
        if (!parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine($"{(result.Ok ? "ok  " : "FAIL")} {result.Prompt}: {SingleLine.Of(result.Example)}{(result.Ok ? "" : ": " + SingleLine.Of(string.Join("; ", result.Problems)))}");
        }
    }

    /// <param name="Reply">Null when no model was asked.</param>
    private sealed record Result(string Prompt, string Origin, string Example, IReadOnlyList<string> Problems, string? Reply)
    {
        public bool Ok => Problems.Count == 0;
    }
}
