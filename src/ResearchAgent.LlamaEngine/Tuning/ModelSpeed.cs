using System.Text;
using LLama;
using LLama.Native;
using ResearchAgent.LlamaEngine.Scheduling;

namespace ResearchAgent.LlamaEngine.Tuning;

/// <summary>How fast a model reads and writes here, alone. Both figures are tokens a second.</summary>
/// <param name="TimeToFirstToken">Of a prompt that nothing of was cached.</param>
public sealed record ModelSpeed(double Prefill, double Decode, TimeSpan TimeToFirstToken)
{
    /// <summary>Reads a made-up prompt and writes after it, whatever the model would rather say.</summary>
    /// <param name="promptTokens">1 or more.</param>
    /// <param name="outputTokens">2 or more.</param>
    /// <param name="variant">Another prompt for each, so that no earlier one is in the cache.</param>
    /// <exception cref="ContextOverflowException">Both do not fit into the context.</exception>
    public static async Task<ModelSpeed> MeasureAsync(LlamaModel model, int promptTokens, int outputTokens, int variant, TimeProvider time, CancellationToken cancellationToken)
    {
        var vocabulary = model.Weights.Vocab;
        var ends = Enumerable.Range(0, vocabulary.Count).Select(i => (LLamaToken)i).Where(t => t.IsEndOfGeneration(vocabulary)).ToList();
        var random = new Random(variant);
        var prompt = Enumerable.Range(0, promptTokens).Select(_ => (LLamaToken)random.Next(vocabulary.Count)).Where(t => !t.IsControl(vocabulary)).ToArray();
        var generation = new Generation(
            prompt, new SamplingOptions { Forbidden = ends }, outputTokens, [], new StreamingTokenDecoder(Encoding.UTF8, model.Weights), cancellationToken)
        {
            WithLogProbabilities = true,
        };

        // What is kept of earlier prompts is looked over at every token, if only to be passed by.
        await model.Loop.DropKeptAsync();
        var start = time.GetTimestamp();
        model.Loop.Submit(generation);
        await generation.Output.ReadAsync(cancellationToken);
        var first = time.GetElapsedTime(start);
        await foreach (var _ in generation.Output.ReadAllAsync(cancellationToken))
        {
            // Each piece is a token, for its probability was asked for.
        }

        var rest = time.GetElapsedTime(start) - first;
        return new ModelSpeed(prompt.Length / first.TotalSeconds, (generation.OutputTokens - 1) / rest.TotalSeconds, first);
    }
}
