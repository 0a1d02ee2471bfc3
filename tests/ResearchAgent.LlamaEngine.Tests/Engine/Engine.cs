using System.Text;
using LLama;
using LLama.Native;
using ResearchAgent.LlamaEngine.Scheduling;

namespace ResearchAgent.LlamaEngine.Tests.Engine;

/// <summary>Runs prompts of tokens, below the chat client.</summary>
internal static class Engine
{
    public static Generation Start(
        LlamaModel model, IEnumerable<int> prompt, int maxTokens, SamplingOptions? sampling = null, IReadOnlyList<string>? stops = null, int? scoreFrom = null, CancellationToken cancellationToken = default)
    {
        LLamaToken[] tokens = [.. prompt.Select(t => (LLamaToken)t)];
        var generation = new Generation(
            tokens, sampling ?? new SamplingOptions(), maxTokens, stops ?? [], new StreamingTokenDecoder(Encoding.UTF8, model.Weights), cancellationToken)
        { WithLogProbabilities = true, ScoreFrom = scoreFrom ?? tokens.Length };
        model.Loop.Submit(generation);
        return generation;
    }

    public static async Task<(string Text, int[] Tokens)> ReadAsync(Generation generation, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var tokens = new List<int>();
        await foreach (var piece in generation.Output.ReadAllAsync(cancellationToken))
        {
            text.Append(piece.Text);
            tokens.AddRange(piece.Probability is { } probability ? [probability.Token] : []);
        }

        return (text.ToString(), [.. tokens]);
    }

    public static async Task<List<TokenLogProbability>> ProbabilitiesAsync(Generation generation, CancellationToken cancellationToken)
    {
        var probabilities = new List<TokenLogProbability>();
        await foreach (var piece in generation.Output.ReadAllAsync(cancellationToken))
        {
            probabilities.AddRange(piece.Probability is { } probability ? [probability] : []);
        }

        return probabilities;
    }

    public static Task<(string Text, int[] Tokens)> RunAsync(LlamaModel model, IEnumerable<int> prompt, int maxTokens, SamplingOptions? sampling, CancellationToken cancellationToken) =>
        ReadAsync(Start(model, prompt, maxTokens, sampling, cancellationToken: cancellationToken), cancellationToken);
}
