using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine;
using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Tuning;
using ResearchAgent.Testing;

namespace ResearchAgent.Benchmarks;

/// <summary>
/// The engine on a random model of about 120 million parameters, which reads and writes at the speed of a trained one.
/// Each figure is the best of several rounds; what is compared takes turns within a round.
/// </summary>
internal sealed class EngineBenchmark(int rounds, string? nodeFolder, TextWriter output)
{
    private const int PromptTokens = 1024;
    private const int OutputTokens = 64;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        var path = TinyModels.Benchmark(folder.Path);
        output.WriteLine($"{Path.GetFileName(path)}: {new FileInfo(path).Length / 1e6:F0} MB");
        await MemoryAsync(path, cancellationToken);

        // Without flash attention, as the other one runs: with it prompts go in faster and answers come out slower.
        using var model = await LoadAsync(new LlamaModelOptions(path) { FlashAttention = false }, cancellationToken);
        await CompareWithNodeAsync(model, path, cancellationToken);
        await SecondQuestionAsync(model, cancellationToken);
        await SamplesAsync(model, cancellationToken);
        await CancellationAsync(model, cancellationToken);
    }

    private static Task<LlamaModel> LoadAsync(LlamaModelOptions options, CancellationToken cancellationToken) =>
        LlamaModel.LoadAsync(options with { Threads = 1, ContextLength = 4096 }, null, null, cancellationToken);

    private async Task CompareWithNodeAsync(LlamaModel model, string path, CancellationToken cancellationToken)
    {
        using var node = nodeFolder is null ? null : StartNode(path);
        var (ours, theirs) = (new ModelSpeed(0, 0, TimeSpan.Zero), new ModelSpeed(0, 0, TimeSpan.Zero));
        for (var round = 0; round <= rounds; round++)
        {
            var speed = await ModelSpeed.MeasureAsync(model, PromptTokens, OutputTokens, 100 + round, TimeProvider.System, cancellationToken);
            var other = node is null ? theirs : await MeasureNodeAsync(node, cancellationToken);
            if (round > 0)
            {
                // The first round warms up.
                (ours, theirs) = (Best(ours, speed), Best(theirs, other));
            }
        }

        Show("prefill, tokens/s", ours.Prefill, node is null ? null : theirs.Prefill, "node-llama-cpp");
        Show("decode, tokens/s", ours.Decode, node is null ? null : theirs.Decode, "node-llama-cpp");
    }

    private async Task SecondQuestionAsync(LlamaModel model, CancellationToken cancellationToken)
    {
        var client = new LlamaChatClient(model);
        var (cold, warm) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var evidence = string.Join(' ', Enumerable.Range(0, 1900).Select(i => "w" + ((i * 31) + round)));
            cold = Math.Min(cold, await TimeToFirstTokenAsync(client, evidence + "\nWhat is the result?", cancellationToken));
            warm = Math.Min(warm, await TimeToFirstTokenAsync(client, evidence + "\nAnd which data?", cancellationToken));
        }

        Show("second question on the same evidence, ms to the first token", warm, cold, "cold");
    }

    private async Task SamplesAsync(LlamaModel model, CancellationToken cancellationToken)
    {
        var client = new LlamaChatClient(model);
        var options = new ChatOptions { Temperature = 0.8f, MaxOutputTokens = 32 };
        var (together, apart) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await client.SampleAsync(Prompt("together", round), options, 8, cancellationToken);
            together = Math.Min(together, Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 8; i++)
            {
                // Another first word, so that nothing is reused: eight runs of their own.
                await client.SampleAsync(Prompt("apart" + i, round), options, 1, cancellationToken);
            }

            apart = Math.Min(apart, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Show("eight samples of one prompt, ms", together, apart, "eight separate runs");

        static ChatMessage[] Prompt(string first, int round) =>
            [new(ChatRole.User, first + round + " " + string.Join(' ', Enumerable.Range(0, 500).Select(i => "w" + ((i * 17) + round))))];
    }

    private async Task CancellationAsync(LlamaModel model, CancellationToken cancellationToken)
    {
        var client = new LlamaChatClient(model);
        var (worstForCaller, worstForEngine) = (0.0, 0.0);
        for (var i = 0; i < 10; i++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var running = client.GetResponseAsync(new string('w', 10) + i + string.Join(' ', Enumerable.Range(0, 1500).Select(n => "w" + (n + i))), cancellationToken: stop.Token);
            await Task.Delay(200 + (i * 130), cancellationToken);
            var start = Stopwatch.GetTimestamp();
            await stop.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
            worstForCaller = Math.Max(worstForCaller, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await client.GetResponseAsync("w", new ChatOptions { MaxOutputTokens = 1 }, cancellationToken);
            worstForEngine = Math.Max(worstForEngine, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"cancellation, worst of 10, ms",-60} {worstForCaller,9:F1} for the caller, {worstForEngine:F0} until the next request is answered"));
    }

    // With the settings that the program runs with, after a question of 2,000 tokens and its answer.
    private async Task MemoryAsync(string path, CancellationToken cancellationToken)
    {
        var before = ResidentBytes();
        using var model = await LoadAsync(new LlamaModelOptions(path), cancellationToken);
        await ModelSpeed.MeasureAsync(model, 2000, 200, 1, TimeProvider.System, cancellationToken);
        var layers = double.Parse(model.Metadata["llama.block_count"], CultureInfo.InvariantCulture);
        var heads = double.Parse(model.Metadata["llama.attention.head_count_kv"], CultureInfo.InvariantCulture);
        var size = double.Parse(model.Metadata["llama.embedding_length"], CultureInfo.InvariantCulture) / double.Parse(model.Metadata["llama.attention.head_count"], CultureInfo.InvariantCulture);
        var cache = 2 * layers * heads * size * 2 * model.ContextLength;
        var over = ResidentBytes() - before - new FileInfo(path).Length - cache;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"memory over weights file and key-value cache, MB",-60} {over / 1e6,9:F1} (the program before loading: {before / 1e6:F0})"));
    }

    private static async Task<double> TimeToFirstTokenAsync(LlamaChatClient client, string question, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await client.GetResponseAsync(question, new ChatOptions { MaxOutputTokens = 1 }, cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private Process StartNode(string path) => Process.Start(new ProcessStartInfo("node")
    {
        ArgumentList = { Path.Combine(AppContext.BaseDirectory, "node-llama-cpp.mjs"), path, PromptTokens.ToString(CultureInfo.InvariantCulture), OutputTokens.ToString(CultureInfo.InvariantCulture) },
        WorkingDirectory = nodeFolder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<ModelSpeed> MeasureNodeAsync(Process node, CancellationToken cancellationToken)
    {
        await node.StandardInput.WriteLineAsync();
        await node.StandardInput.FlushAsync(cancellationToken);
        var line = await node.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("node-llama-cpp ended; see its message above.");
        var figures = line.Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return new ModelSpeed(figures[0], figures[1], TimeSpan.Zero);
    }

    private static ModelSpeed Best(ModelSpeed a, ModelSpeed b) => new(Math.Max(a.Prefill, b.Prefill), Math.Max(a.Decode, b.Decode), TimeSpan.Zero);

    private void Show(string what, double value, double? baseline, string name) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-60} {value,9:F1}{(baseline is { } other ? $" / {other:F1} {name} = {value / other:F3}" : "")}"));

    private static long ResidentBytes()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
