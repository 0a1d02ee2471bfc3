using LLama.Native;

namespace ResearchAgent.LlamaEngine.Tuning;

/// <summary>
/// Finds the settings with which a model runs fastest on this machine: threads first, then the batch, the cache's
/// precision and flash attention, each with the best of those before it.
/// </summary>
public sealed class ModelTuning(LlamaModelOptions options, string? nativeLibraryPath, TimeProvider time)
{
    private const int PromptTokens = 256;
    private const int OutputTokens = 32;

    /// <summary>The best of several counts: other programs only ever slow a run down.</summary>
    private const int Runs = 3;

    /// <summary>Another setting must be this much faster: measurements differ by as much from one run to the next.</summary>
    private const double MinGain = 1.03;

    /// <param name="progress">Each setting that was tried.</param>
    /// <returns>What was tried, in order; the last of <see cref="TunedSetting.IsBest"/> is the result.</returns>
    /// <exception cref="ModelLoadException">The model cannot be loaded with the settings given. Others that it refuses are passed over.</exception>
    public async Task<IReadOnlyList<TunedSetting>> RunAsync(IProgress<TunedSetting>? progress, CancellationToken cancellationToken)
    {
        var tried = new List<TunedSetting>();
        var best = await TryAsync(options, progress, cancellationToken);
        tried.Add(best);
        foreach (var dimension in (Func<LlamaModelOptions, IEnumerable<LlamaModelOptions>>[])[Threads, Batches, Caches, Attentions])
        {
            foreach (var candidate in dimension(best.Options).Where(o => tried.TrueForAll(t => t.Options != o)).ToList())
            {
                TunedSetting setting;
                try
                {
                    setting = await TryAsync(candidate, null, cancellationToken);
                }
                catch (ModelLoadException)
                {
                    continue;
                }

                setting = setting with { IsBest = setting.Score > best.Score * MinGain };
                best = setting.IsBest ? setting : best;
                tried.Add(setting);
                progress?.Report(setting);
            }
        }

        return tried;
    }

    private async Task<TunedSetting> TryAsync(LlamaModelOptions candidate, IProgress<TunedSetting>? progress, CancellationToken cancellationToken)
    {
        using var model = await LlamaModel.LoadAsync(candidate, nativeLibraryPath, null, cancellationToken);
        var prompt = Math.Min(PromptTokens, model.ContextLength - OutputTokens);

        // The first run warms up: pages of the file, and the clock of the processor.
        await ModelSpeed.MeasureAsync(model, Math.Min(32, prompt), 4, 1, time, cancellationToken);
        var runs = new List<ModelSpeed>();
        for (var run = 0; run < Runs; run++)
        {
            runs.Add(await ModelSpeed.MeasureAsync(model, prompt, OutputTokens, 2 + run, time, cancellationToken));
        }

        var setting = new TunedSetting(candidate, new ModelSpeed(runs.Max(r => r.Prefill), runs.Max(r => r.Decode), runs.Min(r => r.TimeToFirstToken))) { IsBest = true };
        progress?.Report(setting);
        return setting;
    }

    // Never all processors but one by default: llama.cpp's threads spin, and one that must wait for another program stops all.
    private static IEnumerable<LlamaModelOptions> Threads(LlamaModelOptions options)
    {
        for (var threads = 1; threads <= Environment.ProcessorCount; threads = threads < 4 ? threads + 1 : threads + (threads / 2))
        {
            yield return options with { Threads = threads };
        }
    }

    private static IEnumerable<LlamaModelOptions> Batches(LlamaModelOptions options) =>
        ((int[])[64, 128, 256, 512]).Where(size => size >= options.MaxSequences).Select(size => options with { BatchSize = size });

    private static IEnumerable<LlamaModelOptions> Caches(LlamaModelOptions options) =>
        ((GGMLType[])[GGMLType.GGML_TYPE_F16, GGMLType.GGML_TYPE_Q8_0]).Select(type => options with { KeyValueType = type });

    private static IEnumerable<LlamaModelOptions> Attentions(LlamaModelOptions options) =>
        ((bool?[])[true, false]).Select(flash => options with { FlashAttention = flash });
}

/// <summary>Settings that were tried, and how fast they were.</summary>
public sealed record TunedSetting(LlamaModelOptions Options, ModelSpeed Speed)
{
    /// <summary>Whether it was the fastest when it was tried.</summary>
    public bool IsBest { get; init; }

    /// <summary>Answers an hour that read 2,000 tokens and write 200: the shape of a question with its evidence.</summary>
    public double Score => 3600 / ((2000 / Speed.Prefill) + (200 / Speed.Decode));
}
