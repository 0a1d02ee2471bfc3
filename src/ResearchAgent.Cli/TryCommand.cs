using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.LlamaEngine;
using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Tuning;
using ResearchAgent.Papers;
using ResearchAgent.Plugins;
using ResearchAgent.Text;
using ResearchAgent.Writing.Fluent;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research models try | tune</summary>
internal static class TryCommand
{
    private const string Key = "Rayleigh1871";
    private const string Evidence = "Air scatters short waves of sunlight far more than long ones, which is why the sky looks blue.";
    private const string Question = "Why is the sky blue?";

    public static Command CreateTry(Terminal terminal)
    {
        var name = Name();
        var command = new Command("try", "How fast a model is here, and what it makes of a simple question.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = Options(parsed.GetValue(name));
            var start = TimeProvider.System.GetTimestamp();
            var model = await LlamaModels.LoadChatAsync(options, cancellationToken);
            var loaded = TimeProvider.System.GetElapsedTime(start);
            using var client = LlamaModels.ChatOver(model);
            var prompt = Math.Min(512, model.ContextLength / 2);
            await ModelSpeed.MeasureAsync(model, Math.Min(32, prompt), 2, 1, TimeProvider.System, cancellationToken);
            var speed = await ModelSpeed.MeasureAsync(model, prompt, Math.Min(64, model.ContextLength - prompt), 2, TimeProvider.System, cancellationToken);
            var (reply, verdict) = await AskAsync(client, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    new { model.Name, options.Path, model.ContextLength, LoadSeconds = loaded.TotalSeconds, PrefillTokensPerSecond = speed.Prefill, DecodeTokensPerSecond = speed.Decode, Question, Reply = reply, Verdict = verdict }, JsonOutput.Options));
            }
            else
            {
                terminal.Paragraph(SingleLine.Of(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model.Name}: loaded in {loaded.TotalSeconds:F1} s, reads {speed.Prefill:F0} and writes {speed.Decode:F1} tokens a second; an answer from 2,000 tokens of evidence takes about {(2000 / speed.Prefill) + (200 / speed.Decode):F0} s.")));
                terminal.Paragraph($"{Question} {SingleLine.Of(reply)}");
                terminal.Paragraph(verdict);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    public static Command CreateTune(Terminal terminal)
    {
        var name = Name();
        var command = new Command("tune", "Measure with which settings a model is fastest here, and store them in your settings file.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = Options(parsed.GetValue(name));
            var isQuiet = parsed.GetValue(CommonOptions.Quiet) || parsed.GetValue(CommonOptions.Json);
            var progress = isQuiet ? null : new DirectProgress<TunedSetting>(s => terminal.Out.WriteLine(Line(s)));
            var tried = await LlamaModels.TuneAsync(options, progress, cancellationToken);
            var best = tried.Last(t => t.IsBest);
            await Settings.WriteAsync(LlamaModels.SettingsOf(best.Options), cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    new { Tried = tried.Select(t => new { t.Options.Threads, t.Options.BatchSize, t.Options.KeyValueType, t.Options.FlashAttention, t.Speed.Prefill, t.Speed.Decode, t.IsBest }), Settings = Settings.UserFile }, JsonOutput.Options));
            }
            else if (!isQuiet)
            {
                terminal.Paragraph($"best: {Line(best)} (stored in {Settings.UserFile})");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string?> Name() => new("FILE|NAME") { Description = "A .gguf file or the name of an installed model (default: the one in use for chat).", Arity = ArgumentArity.ZeroOrOne };

    private static LlamaModelOptions Options(string? name)
    {
        var settings = Settings.Read();
        var path = name is not null ? ModelsCommand.FileOf(name)
            : settings[LlamaModels.ChatSection + ":Path"] is { Length: > 0 } configured ? configured
            : throw new InputException("no model is in use. Name one, or choose one with: research models use NAME");
        return LlamaModels.ChatOptions(settings) with { Path = path };
    }

    private static async Task<(string Reply, string Verdict)> AskAsync(LlamaChatClient client, CancellationToken cancellationToken)
    {
        var prompts = PromptFolder.LoadPrompts(ProgramFolder.Prompts());
        var prompt = await prompts.RenderAsync("sanity", new Dictionary<string, string> { ["question"] = Question, ["evidence"] = $"[{Key}] {Evidence}" }, cancellationToken);
        prompt.Options.AdditionalProperties ??= [];
        prompt.Options.AdditionalProperties[CitedProse.KeysProperty] = new[] { Key };
        prompt.Options.AdditionalProperties[CitedProse.MaxSentencesProperty] = 1;
        try
        {
            var response = await client.GetResponseAsync(prompt.Messages, prompt.Options, cancellationToken);
            var prose = CitedProse.Parse(response.Text, [new CitationKey(Key)], response.FinishReason == Microsoft.Extensions.AI.ChatFinishReason.Length);
            return (response.Text, Judge(prose));
        }
        catch (ContextOverflowException e)
        {
            return ("", e.Message);
        }
    }

    // Does it say what the evidence says? A model that cannot do this will have its sentences dropped.
    private static string Judge(CitedProse prose)
    {
        if (prose.Sentences is not [{ Flaw: null } sentence, ..])
        {
            return "It wrote no complete cited sentence: expect extractive answers in place of its own.";
        }

        var said = Terms.SetOf(sentence.Text);
        var shared = Terms.SetOf(Evidence).Count(said.Contains);
        return shared >= 3 ? "It answers from the evidence." : "It does not answer from the evidence: expect extractive answers in place of its own.";
    }

    private static string Line(TunedSetting setting) => string.Create(
        CultureInfo.InvariantCulture,
        $"threads {setting.Options.Threads?.ToString(CultureInfo.InvariantCulture) ?? "default"}, batch {setting.Options.BatchSize}, cache {setting.Options.KeyValueType.ToString().Replace("GGML_TYPE_", "", StringComparison.Ordinal)}, flash attention {setting.Options.FlashAttention switch { true => "on", false => "off", null => "auto" }}: reads {setting.Speed.Prefill:F0}, writes {setting.Speed.Decode:F1} tokens/s{(setting.IsBest ? " *" : "")}");
}
