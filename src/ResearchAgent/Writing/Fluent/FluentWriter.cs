using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Writing.Fluent;

/// <summary>
/// Has a language model write from keyed evidence, and binds each of its sentences to the quotes that back it. Nothing it
/// returns is verified yet. As safe for concurrent use as the model is.
/// </summary>
public sealed partial class FluentWriter(IChatClient model, IPrompts prompts)
{
    /// <summary>
    /// Name in <c>ChatOptions.AdditionalProperties</c>. The value is the id of the one paper that all evidence is from: a
    /// provider that can keep what it has read may keep it under this name. Others ignore it.
    /// </summary>
    public const string PaperProperty = "evidence_paper";

    /// <summary>Same evidence, same words: unless the prompt's settings say otherwise.</summary>
    private const int Seed = 0;

    /// <summary>What the provider calls the model.</summary>
    public string Model => SingleLine.Of((model.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "unnamed model");

    /// <param name="sentence">Called with each sentence as soon as the model has begun the next one; null: the reply is read as a whole.</param>
    /// <returns>Also when the model fails: then <see cref="FluentText.Failure"/> says how.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<FluentText> WriteAsync(FluentTask task, Func<Claim, CancellationToken, Task>? sentence, CancellationToken cancellationToken)
    {
        var keys = task.Evidence.Select(q => q.Sentence.Paper.Key).Distinct().ToList();
        var prompt = await prompts.RenderAsync(
            task.Prompt,
            new Dictionary<string, string>(task.Inputs)
            {
                ["keys"] = string.Join("; ", keys),
                ["evidence"] = string.Join('\n', task.Evidence.Select(q => q.Line)),
            },
            cancellationToken);
        var options = prompt.Options;
        options.Temperature ??= 0;
        options.Seed ??= Seed;
        options.AdditionalProperties ??= [];
        options.AdditionalProperties[CitedProse.KeysProperty] = keys.Select(k => k.Value).ToArray();
        options.AdditionalProperties[CitedProse.MaxSentencesProperty] = task.MaxSentences;
        options.AdditionalProperties[CitedProse.AbstentionProperty] = true;
        if (keys.Count == 1)
        {
            options.AdditionalProperties[PaperProperty] = task.Evidence[0].Sentence.Paper.Id.Value;
        }

        var sent = $"{Model}, prompt {task.Prompt} {Hash(prompt.Messages)} ({prompt.Origin}), seed {options.Seed}, {task.Evidence.Count} quotes";
        ChatResponse response;
        try
        {
            response = sentence is null
                ? await model.GetResponseAsync(prompt.Messages, options, cancellationToken)
                : await StreamAsync(prompt.Messages, options, task, sentence, cancellationToken);
        }
        catch (Exception e)
        {
            // Whatever a provider throws, there is a text without it; only the caller's own wish ends the run.
            cancellationToken.ThrowIfCancellationRequested();
            return FluentText.Failed(e is OperationCanceledException ? "the model gave no reply in time" : $"the model failed: {Reason(e)}", sent);
        }

        return Read(response, task, sent);
    }

    // What the model has begun last may still change: its keys may come after the full stop.
    private async Task<ChatResponse> StreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, FluentTask task, Func<Claim, CancellationToken, Task> sentence, CancellationToken cancellationToken)
    {
        var keys = task.Evidence.Select(q => q.Sentence.Paper.Key).Distinct().ToList();
        var updates = new List<ChatResponseUpdate>();
        var text = new StringBuilder();
        var told = 0;
        await foreach (var update in model.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
            text.Append(update.Text);
            if (!update.Text.AsSpan().ContainsAny(".!?]"))
            {
                continue;
            }

            var ended = CitedProse.Parse(text.ToString(), keys, isCutOff: true).Sentences.SkipLast(1).ToList();
            for (; told < ended.Count; told++)
            {
                await sentence(Claim(ended[told], task.Evidence), cancellationToken);
            }
        }

        return updates.ToChatResponse();
    }

    private static FluentText Read(ChatResponse response, FluentTask task, string sent)
    {
        var detail = string.Create(CultureInfo.InvariantCulture, $"{sent}, {response.Usage?.InputTokenCount ?? 0}+{response.Usage?.OutputTokenCount ?? 0} tokens");
        if (string.IsNullOrWhiteSpace(response.Text))
        {
            return FluentText.Failed("the model wrote nothing", detail);
        }

        var prose = CitedProse.Parse(response.Text, [.. task.Evidence.Select(q => q.Sentence.Paper.Key).Distinct()], response.FinishReason == ChatFinishReason.Length);
        var flaws = prose.Sentences.Select(s => s.Flaw).OfType<string>().GroupBy(f => f).Select(f => $"{f.Count()} with {f.Key}").ToList();
        detail += $", {prose.Sentences.Count} sentences{(flaws.Count == 0 ? "" : $" ({string.Join(", ", flaws)})")}";
        return prose.Sentences.Count == 0 && !prose.Abstained
            ? FluentText.Failed("the model wrote no sentence", detail)
            : new FluentText([.. prose.Sentences.Select(s => Claim(s, task.Evidence))], detail) { Abstained = prose.Abstained };
    }

    // A flawed sentence cites nothing, so that verification drops it as it drops every claim without a quote.
    private static Claim Claim(CitedSentence sentence, IReadOnlyList<KeyedQuote> evidence)
    {
        if (sentence.Flaw is not null)
        {
            return new Claim(sentence.Text, []);
        }

        var citations = QuoteBinder.Bind(sentence, evidence);
        var papers = evidence.Select(q => q.Sentence.Paper).Where(p => citations.Any(c => c.Paper == p.Id)).DistinctBy(p => p.Id).ToList();

        // Small models copy "we" from the quote: it must not come out as the reader's own voice, nor as that of two papers.
        return !FirstPerson().IsMatch(sentence.Text) ? new Claim(sentence.Text, citations)
            : papers is [var paper] ? new Claim(ThirdPerson.Report(sentence.Text, paper), citations)
            : new Claim(sentence.Text, []);
    }

    private static string Hash(IReadOnlyList<ChatMessage> messages) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(messages.Select(m => $"{m.Role}\n{m.Text}\n")))))[..16];

    private static string Reason(Exception e) => SingleLine.Of(e.Message) is { Length: > 300 } message ? message[..300] + "…" : SingleLine.Of(e.Message).TrimEnd('.');

    [GeneratedRegex(@"\b(?:[Ww]e|[Oo]ur|us|[Oo]urs|[Oo]urselves|I|[Mm]y)\b(?!-)")]
    private static partial Regex FirstPerson();
}
