using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Scheduling;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Engine;

/// <summary>What only a trained model shows.</summary>
public sealed class TrainedModelTests
{
    private const int BeginningOfText = 1;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Greedy_tokens_are_the_published_ones()
    {
        using var model = await Stories.LoadAsync();
        var (text, tokens) = await Engine.RunAsync(model, [BeginningOfText], 7, null, Token);
        Assert.Equal([403, 407, 261, 378, 432, 383, 286], tokens);
        Assert.Equal(" Once upon a time, there was", text);
    }

    [Fact]
    public async Task The_likely_continuation_scores_higher_than_an_unlikely_one()
    {
        using var model = await Stories.LoadAsync();
        var client = new LlamaChatClient(model);
        ChatMessage[] messages = [new(ChatRole.User, "Tell a story.")];
        var likely = await client.ScoreAsync(messages, " there was a little girl", Token);
        var unlikely = await client.ScoreAsync(messages, " girl little a was there", Token);
        Assert.True(likely.Average(t => t.LogProbability) > unlikely.Average(t => t.LogProbability));
        Assert.Equal(" there was a little girl", string.Concat(likely.Select(t => t.Text)).Replace("  ", " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scores_of_a_text_are_the_probabilities_with_which_it_was_written()
    {
        using var model = await Stories.LoadAsync();
        var written = Engine.Start(model, [BeginningOfText], 24, cancellationToken: Token);
        var probabilities = new List<TokenLogProbability>();
        await foreach (var piece in written.Output.ReadAllAsync(Token))
        {
            probabilities.Add(piece.Probability!.Value);
        }

        var scored = Engine.Start(model, [BeginningOfText, .. probabilities.Select(p => p.Token)], 0, scoreFrom: 1, cancellationToken: Token);
        await scored.Output.Completion.WaitAsync(Token);
        Assert.Equal(probabilities.Count, scored.Scores.Count);
        Assert.All(probabilities.Zip(scored.Scores), pair => Assert.Equal(pair.First.LogProbability, pair.Second, 1e-3f));
    }

    [Fact]
    public async Task A_stop_string_over_several_tokens_ends_the_text_before_it()
    {
        using var model = await Stories.LoadAsync();
        var generation = Engine.Start(model, [BeginningOfText], 60, stops: ["time, there"], cancellationToken: Token);
        var (text, _) = await Engine.ReadAsync(generation, Token);
        Assert.Equal(" Once upon a ", text);
        Assert.Equal(FinishReason.Stop, generation.Finish);
    }

    [Fact]
    public async Task Streamed_pieces_are_whole_characters_and_join_to_the_response()
    {
        using var model = await Stories.LoadAsync();
        var client = new LlamaChatClient(model);
        var options = new ChatOptions { MaxOutputTokens = 50, Temperature = 1.5f, TopK = 0, TopP = 1, Seed = 7, AdditionalProperties = new() { ["min_p"] = 0 } };
        var pieces = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync("Tell of a cat.", options, Token))
        {
            pieces.Add(update.Text);
            Assert.False(update.Text.Length > 0 && (char.IsLowSurrogate(update.Text[0]) || char.IsHighSurrogate(update.Text[^1])));
        }

        Assert.Equal((await client.GetResponseAsync("Tell of a cat.", options, Token)).Text, string.Concat(pieces));
    }

    [Fact]
    public async Task Eight_conversations_at_once_get_the_text_that_each_gets_alone()
    {
        using var model = await Stories.LoadAsync(4096);
        string[] starts = ["One day, a cat", "Tom had a red ball", "The sun was", "Lily saw a big dog", "Mom said", "There was a tree", "A bird could", "In the park"];
        var alone = new List<string>();
        foreach (var start in starts)
        {
            alone.Add((await TellAsync(start)).Text);
            await model.Loop.DropKeptAsync();
        }

        var together = await Task.WhenAll(starts.Select(TellAsync));

        Assert.Equal(alone, together.Select(t => t.Text));
        Assert.Equal(starts.Length, alone.Distinct().Count());

        Task<(string Text, int[] Tokens)> TellAsync(string start) => Engine.RunAsync(model, [BeginningOfText, .. model.Tokenize(start)], 60, null, Token);
    }

    [Fact]
    public async Task A_grammar_holds_a_trained_model_to_its_language()
    {
        using var model = await Stories.LoadAsync();
        var sampling = new SamplingOptions(0.9f, "root ::= \"{\" [a-z ]{1,12} \"}\"") { Seed = 4 };
        var (text, _) = await Engine.RunAsync(model, [BeginningOfText], 40, sampling, Token);
        Assert.Matches("^\\{[a-z ]{1,12}\\}$", text);
    }
}
