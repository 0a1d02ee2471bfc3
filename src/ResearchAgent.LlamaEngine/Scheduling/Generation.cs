using System.Threading.Channels;
using LLama;
using LLama.Native;
using LLama.Sampling;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>
/// One prompt to continue, or to score. The inference loop fills it; the caller reads <see cref="Output"/> until it
/// completes, and the counts after that.
/// </summary>
internal sealed class Generation
{
    private readonly Channel<GeneratedText> _output = Channel.CreateUnbounded<GeneratedText>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly StopStrings _stops;
    private readonly StreamingTokenDecoder _decoder;
    private readonly DefaultSamplingPipeline? _pipeline;

    /// <param name="maxTokens">0 when the prompt is to be scored only.</param>
    public Generation(LLamaToken[] prompt, SamplingOptions sampling, int maxTokens, IReadOnlyList<string> stops, StreamingTokenDecoder decoder, CancellationToken cancellationToken)
    {
        Prompt = prompt;
        MaxTokens = maxTokens;
        Cancellation = cancellationToken;
        ScoreFrom = prompt.Length;
        _stops = new StopStrings(stops);
        _decoder = decoder;
        _pipeline = maxTokens > 0 ? sampling.CreatePipeline() : null;
    }

    public LLamaToken[] Prompt { get; }

    /// <summary>Tokens to generate at most.</summary>
    public int MaxTokens { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>The first token of the prompt whose probability is asked for; the prompt's length for none.</summary>
    public int ScoreFrom { get; init; }

    /// <summary>Whether the probabilities of generated tokens are asked for.</summary>
    public bool WithLogProbabilities { get; init; }

    /// <summary>Pieces of whole characters, in order. It completes with the exception when the generation fails.</summary>
    public ChannelReader<GeneratedText> Output => _output.Reader;

    /// <summary>Probabilities of the prompt's tokens from <see cref="ScoreFrom"/> on.</summary>
    public List<float> Scores { get; } = [];

    /// <summary>Tokens of the prompt that another sequence had decoded before.</summary>
    public int CachedTokens { get; set; }

    public int OutputTokens { get; private set; }

    public FinishReason Finish { get; private set; }

    /// <summary>Where it is decoded; null while it waits.</summary>
    public SequenceCache.Slot? Slot { get; set; }

    public bool IsPrefilling => Slot!.Tokens.Count < Prompt.Length;

    /// <summary>The token to decode next, once the prompt is.</summary>
    public LLamaToken Next { get; private set; }

    /// <summary>Cells of the cache that it may still fill.</summary>
    public int CellsToCome => Math.Max(0, Prompt.Length - Slot!.Tokens.Count) + MaxTokens - OutputTokens;

    /// <summary>Chooses and takes the next token.</summary>
    /// <returns>Whether the generation goes on.</returns>
    public bool Advance(SafeLLamaContextHandle context, int row)
    {
        if (_pipeline is null)
        {
            return false;
        }

        var token = _pipeline.Sample(context, row);
        if (token.IsEndOfGeneration(context.Vocab))
        {
            return Stop(FinishReason.Stop);
        }

        OutputTokens++;
        _decoder.Add(token);
        var piece = _decoder.Read();
        var text = _stops.Add(piece);
        TokenLogProbability? probability = WithLogProbabilities ? new TokenLogProbability((int)token, piece, LogProbability.Of((int)token, context.GetLogitsIth(row))) : null;
        if (text.Length > 0 || probability is not null)
        {
            _output.Writer.TryWrite(new GeneratedText(text, probability));
        }

        if (_stops.HasStopped)
        {
            return Stop(FinishReason.Stop);
        }

        Next = token;
        return OutputTokens < MaxTokens || Stop(FinishReason.Length);
    }

    /// <summary>Called once, by the loop, when it does not look at the generation any more.</summary>
    public void Complete(Exception? error)
    {
        _pipeline?.Dispose();
        if (error is null && _stops.Finish() is { Length: > 0 } held)
        {
            _output.Writer.TryWrite(new GeneratedText(held, null));
        }

        _output.Writer.TryComplete(error);
    }

    private bool Stop(FinishReason reason)
    {
        Finish = reason;
        return false;
    }
}

/// <param name="Text">Whole characters; empty while one is incomplete or a stop string may have begun.</param>
internal readonly record struct GeneratedText(string Text, TokenLogProbability? Probability);

/// <summary>Why a generation ended.</summary>
internal enum FinishReason
{
    /// <summary>The model ended it, or a stop string came.</summary>
    Stop,

    /// <summary>All tokens that were asked for are there.</summary>
    Length,
}
