using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
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
            var results = new List<Result>();
            IReadOnlyList<PromptFile> prompts = [];
            Try(null, () => prompts = PromptsCommand.Read(parsed, parsed.GetValue(name)));
            using var model = prompts.Count == 0 ? null : await FluentWriters.OpenModelAsync(CommandSession.WriterOf(parsed), Settings.Read(), cancellationToken);
            foreach (var prompt in prompts)
            {
                IReadOnlyList<PromptExample> examples = [];
                Try(prompt, () => examples = prompt.ReadExamples());
                foreach (var example in examples)
                {
                    Add(await CheckAsync(prompt, example, model, cancellationToken));
                }
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(results, JsonOutput.Options));
            }
            else if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine($"{results.Count} checked, {results.Count(r => !r.Ok)} failed; {(model is null ? "no model was asked" : $"the model replied {results.Count(r => r.Reply is not null)} times")}.");
            }

            return results.TrueForAll(r => r.Ok) ? ExitCode.Ok : ExitCode.NoAnswer;

            // What cannot be read is what this command is there to find.
            void Try(PromptFile? prompt, Action read)
            {
                try
                {
                    read();
                }
                catch (PromptException e)
                {
                    Add(new Result(prompt?.Name, prompt?.Origin, null, [e.Message], null));
                }
            }

            void Add(Result result)
            {
                results.Add(result);
                if (!parsed.GetValue(CommonOptions.Json))
                {
                    terminal.Out.WriteLine(result.Line);
                }
            }
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

    /// <param name="Prompt">Null when the prompts could not be read.</param>
    /// <param name="Example">Null when the examples could not be read.</param>
    /// <param name="Reply">Null when no model was asked, or none answered.</param>
    private sealed record Result(string? Prompt, string? Origin, string? Example, IReadOnlyList<string> Problems, string? Reply)
    {
        public bool Ok => Problems.Count == 0;

        [JsonIgnore]
        public string Line => (Ok ? "ok   " : "FAIL ") + SingleLine.Of(string.Join(": ", new[] { Prompt, Example, Ok ? null : string.Join("; ", Problems) }.OfType<string>()));
    }
}
