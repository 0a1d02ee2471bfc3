using ResearchAgent.LlamaEngine.Scheduling;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Engine;

[Collection(nameof(TinyModel))]
public sealed class SchedulingTests(TinyModel tiny)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_conversations_at_once_get_the_probabilities_that_each_gets_alone()
    {
        var alone = new List<List<TokenLogProbability>>();
        for (var i = 0; i < 8; i++)
        {
            using var folder = new ResearchAgent.Testing.ScratchFolder();
            using var fresh = await TinyModel.LoadAsync(ResearchAgent.Testing.TinyModels.Llama(folder.Path));
            alone.Add(await Engine.ProbabilitiesAsync(Engine.Start(fresh, Prompt(i), 40, Sampling(i), cancellationToken: Token), Token));
        }

        var started = Enumerable.Range(0, 8).Select(i => Engine.Start(tiny.Model, Prompt(i), 40, Sampling(i), cancellationToken: Token)).ToList();
        var together = await Task.WhenAll(started.Select(g => Engine.ProbabilitiesAsync(g, Token)));

        // What is decoded together differs in its last digits, so that a close choice may fall otherwise; from there on the texts part.
        var common = alone.Zip(together, (a, t) => a.Zip(t).TakeWhile(p => p.First.Token == p.Second.Token).ToList()).ToList();
        Assert.All(common.SelectMany(c => c), p => Assert.Equal(p.First.LogProbability, p.Second.LogProbability, 0.03f));
        Assert.True(common.Sum(c => c.Count) > 8 * 40 / 2, $"{common.Sum(c => c.Count)} of {8 * 40} tokens are the same");
        Assert.True(alone.Select(a => string.Join(' ', a.Select(p => p.Token))).Distinct().Count() > 4);

        static int[] Prompt(int i) => [1, .. Enumerable.Range(0, 60 + (20 * i)).Select(n => 300 + ((n * (i + 3)) % 200))];

        static SamplingOptions Sampling(int i) => i % 2 == 0 ? new SamplingOptions() : new SamplingOptions(0.9f) { Seed = (uint)i };
    }

    [Fact]
    public async Task A_prompt_that_begins_like_an_earlier_one_goes_on_as_from_cold()
    {
        int[] evidence = [1, .. Enumerable.Range(0, 400).Select(n => 300 + ((n * 7) % 200))];
        int[] question = [.. evidence, 320, 321, 322];
        using var folder = new ResearchAgent.Testing.ScratchFolder();
        using var fresh = await TinyModel.LoadAsync(ResearchAgent.Testing.TinyModels.Llama(folder.Path));
        var cold = await Engine.RunAsync(fresh, question, 48, null, Token);

        await Engine.RunAsync(tiny.Model, [.. evidence, 330, 331], 24, null, Token);
        var warm = Engine.Start(tiny.Model, question, 48, cancellationToken: Token);
        var (_, tokens) = await Engine.ReadAsync(warm, Token);
        Assert.Equal(cold.Tokens, tokens);
        Assert.True(warm.CachedTokens >= evidence.Length, $"{warm.CachedTokens} of {evidence.Length} tokens came from the cache");
    }

    [Fact]
    public async Task Samples_of_one_prompt_decode_it_once()
    {
        int[] prompt = [1, .. Enumerable.Range(0, 500).Select(n => 300 + ((n * 11) % 200))];
        var samples = Enumerable.Range(0, 6).Select(i => Engine.Start(tiny.Model, prompt, 16, new SamplingOptions(1) { Seed = (uint)i }, cancellationToken: Token)).ToList();
        var texts = await Task.WhenAll(samples.Select(s => Engine.ReadAsync(s, Token)));
        Assert.True(texts.Select(t => t.Text).Distinct().Count() > 1);
        Assert.All(samples.Skip(1), s => Assert.Equal(prompt.Length - 1, s.CachedTokens));
    }

    [Fact]
    public async Task A_hundred_cancellations_at_random_moments_leave_a_usable_engine()
    {
        int[] control = [1, .. Enumerable.Range(0, 50).Select(n => 310 + (n % 40))];
        var expected = await Engine.RunAsync(tiny.Model, control, 30, null, Token);
        var random = new Random(3);
        var cancelled = 0;
        for (var i = 0; i < 100; i++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            int[] prompt = [1, .. Enumerable.Range(0, 40 + random.Next(600)).Select(_ => 300 + random.Next(200))];
            var running = Engine.RunAsync(tiny.Model, prompt, 1 + random.Next(80), null, stop.Token);
            for (var turns = random.Next(40); turns > 0 && !running.IsCompleted; turns--)
            {
                await Task.Yield();
            }

            await stop.CancelAsync();
            cancelled += await running.ContinueWith(t => t.IsCanceled ? 1 : 0, TaskScheduler.Default);
        }

        Assert.InRange(cancelled, 1, 100);
        Assert.Equal(expected.Tokens, (await Engine.RunAsync(tiny.Model, control, 30, null, Token)).Tokens);
    }

    [Fact]
    public async Task More_conversations_than_fit_at_once_wait_and_all_end()
    {
        var texts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Engine.RunAsync(tiny.Model, [1, .. Enumerable.Repeat(300 + i, 300)], 20, null, Token)));
        Assert.Equal(40, texts.Length);
    }

    [Fact]
    public async Task What_is_cached_makes_room_for_what_is_asked()
    {
        for (var i = 0; i < 12; i++)
        {
            // Each alone takes three quarters of the context.
            var (_, tokens) = await Engine.RunAsync(tiny.Model, [1, .. Enumerable.Repeat(301 + i, 1500)], 4, null, Token);
            Assert.NotEmpty(tokens);
        }
    }

    [Fact]
    public async Task What_was_used_longest_ago_goes_when_half_of_the_cache_is_kept_for_reuse()
    {
        using var folder = new ResearchAgent.Testing.ScratchFolder();
        using var model = await TinyModel.LoadAsync(ResearchAgent.Testing.TinyModels.Llama(folder.Path));
        foreach (var first in (int[])[350, 351, 352])
        {
            await Engine.RunAsync(model, Prompt(first), 1, null, Token);
        }

        // Three of 400 tokens are more than half of 2,048.
        Assert.Equal(0, await CachedAsync(350));
        Assert.Equal(399, await CachedAsync(352));

        static int[] Prompt(int first) => [first, .. Enumerable.Repeat(first + 3, 399)];

        async Task<int> CachedAsync(int first)
        {
            var generation = Engine.Start(model, Prompt(first), 1, cancellationToken: Token);
            await Engine.ReadAsync(generation, Token);
            return generation.CachedTokens;
        }
    }

    [Fact]
    public void A_prompt_that_cannot_fit_is_refused_with_the_numbers()
    {
        var error = Assert.Throws<ContextOverflowException>(() => Engine.Start(tiny.Model, Enumerable.Repeat(300, 2000), 100, cancellationToken: Token));
        Assert.Equal((2000, 100, 2048), (error.PromptTokens, error.MaxOutputTokens, error.ContextLength));
    }

    [Fact]
    public async Task A_closed_model_ends_what_it_was_writing_and_takes_no_more()
    {
        using var folder = new ResearchAgent.Testing.ScratchFolder();
        var model = await TinyModel.LoadAsync(ResearchAgent.Testing.TinyModels.Llama(folder.Path));
        var running = Engine.RunAsync(model, Enumerable.Repeat(300, 1000), 1000, new SamplingOptions(1), Token);
        model.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        Assert.Throws<ObjectDisposedException>(() => Engine.Start(model, [1], 1, cancellationToken: Token));
        model.Dispose();
    }
}
