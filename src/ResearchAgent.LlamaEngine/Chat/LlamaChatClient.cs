using System.Runtime.CompilerServices;
using System.Text;
using LLama;
using LLama.Native;
using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Grammars;
using ResearchAgent.LlamaEngine.Scheduling;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.LlamaEngine.Chat;

/// <summary>
/// Chats with a local GGUF model. Safe for concurrent use: requests share the model through its queue, and a request that
/// begins like an earlier one does not decode that beginning again.
/// </summary>
/// <remarks>
/// Without settings it takes the likeliest token, so that the same prompt gives the same text, and writes at most
/// <see cref="ChatSettings.DefaultMaxOutputTokens"/> tokens. Beside the members of <see cref="ChatOptions"/> it reads these
/// additional properties: <c>min_p</c> (0 to 1, default 0.05), <c>repeat_penalty</c> (default 1), <c>logprobs</c> (true adds
/// "logprobs", a list of <see cref="TokenLogProbability"/>, to the response), those of <see cref="CitedProse"/>, which make it write
/// sentences that each end in some of the keys given, and <see cref="FluentWriter.PaperProperty"/>, under which it keeps the
/// decoded prompt where the model's options name a folder.
/// Tools go before a response format: while there are some, the format is not enforced.
/// </remarks>
public sealed class LlamaChatClient : IChatClient
{
    private readonly LlamaModel _model;
    private readonly ChatTemplate _template;
    private readonly ChatClientMetadata _metadata;
    private readonly bool _ownsModel;

    /// <param name="model">Stays open as long as this is used.</param>
    /// <param name="ownsModel">Whether disposing of this closes it.</param>
    /// <exception cref="ModelLoadException">llama.cpp does not know the model's chat template.</exception>
    public LlamaChatClient(LlamaModel model, bool ownsModel = false)
    {
        _model = model;
        _ownsModel = ownsModel;
        _template = new ChatTemplate(model.Weights, model.Options.Path, model.Options.Template);
        _metadata = new ChatClientMetadata("llama.cpp", null, model.Name);
    }

    /// <inheritdoc/>
    /// <exception cref="ContextOverflowException">Messages and answer do not fit into the context. Nothing was decoded.</exception>
    /// <exception cref="NotSupportedException">A message holds something other than text and calls of functions.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        (await SampleAsync(messages, options, 1, cancellationToken))[0];

    /// <summary>
    /// Answers the same messages several times. The prompt is decoded once, the answers are decoded together; each has
    /// the next seed, so with a temperature of 0 all are the same.
    /// </summary>
    /// <inheritdoc cref="GetResponseAsync"/>
    public async Task<IReadOnlyList<ChatResponse>> SampleAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, int count, CancellationToken cancellationToken)
    {
        var settings = new ChatSettings(options);
        var prompt = Prompt(messages, settings);
        var keepAs = await RestoreAsync(prompt, settings, cancellationToken);
        var generations = Enumerable.Range(0, count).Select(i => Start(prompt, settings, (uint)i, cancellationToken)).ToList();
        var responses = await Task.WhenAll(generations.Select(async g => Respond(await CollectAsync(g, settings, cancellationToken))));
        await SaveAsync(keepAs, prompt, cancellationToken);
        return responses;
    }

    /// <inheritdoc/>
    /// <inheritdoc cref="GetResponseAsync" path="/exception"/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var settings = new ChatSettings(options);
        var prompt = Prompt(messages, settings);
        var keepAs = await RestoreAsync(prompt, settings, cancellationToken);
        await foreach (var update in UpdatesAsync(Start(prompt, settings, 0, cancellationToken), settings, cancellationToken))
        {
            yield return update;
        }

        await SaveAsync(keepAs, prompt, cancellationToken);
    }

    /// <summary>How likely the model finds a given answer, for choosing between several.</summary>
    /// <returns>The natural logarithms of the probabilities of the answer's tokens, in order. Their sum is that of the answer.</returns>
    /// <inheritdoc cref="GetResponseAsync" path="/exception"/>
    public async Task<IReadOnlyList<TokenLogProbability>> ScoreAsync(IEnumerable<ChatMessage> messages, string answer, CancellationToken cancellationToken)
    {
        var prompt = Prompt(messages, new ChatSettings(null));
        var continuation = _model.Weights.Tokenize(answer, add_bos: false, special: false, Encoding.UTF8);
        var generation = new Generation([.. prompt, .. continuation], new SamplingOptions(), 0, [], NewDecoder(), cancellationToken) { ScoreFrom = prompt.Length };
        _model.Loop.Submit(generation);
        await generation.Output.Completion.WaitAsync(cancellationToken);
        return [.. continuation.Zip(generation.Scores, (token, score) => new TokenLogProbability((int)token, _model.Detokenize([(int)token]), score))];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType == typeof(LlamaModel) ? _model
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        if (_ownsModel)
        {
            _model.Dispose();
        }
    }

    private LLamaToken[] Prompt(IEnumerable<ChatMessage> messages, ChatSettings settings) => _template.Tokenize(MessageText.Of(messages, settings.Tools));

    /// <returns>The name to keep the prompt under; null when it is not to be kept.</returns>
    private async Task<string?> RestoreAsync(LLamaToken[] prompt, ChatSettings settings, CancellationToken cancellationToken) =>
        _model.Prefixes is { } prefixes && settings.Paper is { } paper && await prefixes.RestoreAsync(paper, prompt, cancellationToken) ? paper : null;

    private Task SaveAsync(string? name, LLamaToken[] prompt, CancellationToken cancellationToken) =>
        name is null ? Task.CompletedTask : _model.Prefixes!.SaveAsync(name, prompt, cancellationToken);

    private Generation Start(LLamaToken[] prompt, ChatSettings settings, uint sample, CancellationToken cancellationToken)
    {
        var generation = new Generation(
            prompt,
            settings.Sampling with { Seed = settings.Sampling.Seed + sample },
            settings.MaxOutputTokens(prompt.Length, _model.ContextLength),
            [.. settings.StopStrings, .. _template.StopStrings],
            NewDecoder(),
            cancellationToken)
        { WithLogProbabilities = settings.WithLogProbabilities };
        _model.Loop.Submit(generation);
        return generation;
    }

    private StreamingTokenDecoder NewDecoder() => new(Encoding.UTF8, _model.Weights);

    private async Task<List<ChatResponseUpdate>> CollectAsync(Generation generation, ChatSettings settings, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in UpdatesAsync(generation, settings, cancellationToken))
        {
            updates.Add(update);
        }

        return updates;
    }

    private static ChatResponse Respond(List<ChatResponseUpdate> updates)
    {
        var response = updates.ToChatResponse();
        response.Messages[^1].Role = ChatRole.Assistant;

        // They are about this response; the message goes on into the next prompt.
        response.AdditionalProperties = updates[^1].AdditionalProperties;
        response.Messages[^1].AdditionalProperties = null;
        return response;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> UpdatesAsync(Generation generation, ChatSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        var reply = new ReplyReader(settings.Tools);
        var probabilities = new List<TokenLogProbability>();
        await foreach (var piece in generation.Output.ReadAllAsync(cancellationToken))
        {
            if (piece.Probability is { } probability)
            {
                probabilities.Add(probability);
            }

            if (reply.Add(piece.Text) is { Length: > 0 } text)
            {
                yield return Update(new TextContent(text));
            }
        }

        var contents = reply.Finish();
        var last = Update([.. contents, new UsageContent(Usage(generation))]);
        last.FinishReason = contents.OfType<FunctionCallContent>().Any() ? ChatFinishReason.ToolCalls
            : generation.Finish == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;
        if (settings.WithLogProbabilities)
        {
            last.AdditionalProperties = new AdditionalPropertiesDictionary { ["logprobs"] = probabilities };
        }

        yield return last;

        ChatResponseUpdate Update(params IList<AIContent> update) => new(ChatRole.Assistant, update) { ResponseId = id, MessageId = id, ModelId = _metadata.DefaultModelId };
    }

    private static UsageDetails Usage(Generation generation) => new()
    {
        InputTokenCount = generation.Prompt.Length,
        CachedInputTokenCount = generation.CachedTokens,
        OutputTokenCount = generation.OutputTokens,
        TotalTokenCount = generation.Prompt.Length + generation.OutputTokens,
    };
}
