using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Tests.Engine;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Chat;

[Collection(nameof(TinyModel))]
public sealed class ChatClientTests(TinyModel tiny)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_tokens_come_than_were_asked_for()
    {
        var response = await AskAsync(new ChatOptions { MaxOutputTokens = 7 });
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(7, response.Usage!.OutputTokenCount);
    }

    [Fact]
    public async Task A_text_ends_before_the_first_of_several_stop_sequences()
    {
        var whole = (await AskAsync(new ChatOptions { MaxOutputTokens = 60 })).Text;
        string[] stops = ["never written", whole[30..34], whole[15..18]];
        var response = await AskAsync(new ChatOptions { MaxOutputTokens = 60, StopSequences = stops });
        Assert.Equal(whole[..stops.Select(s => whole.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).Min()], response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task A_seed_decides_what_chance_decides()
    {
        // The last digits of a probability depend on what is decoded with it: here a model of its own, whose prompt is there, so that one token comes at a time.
        using var folder = new ScratchFolder();
        using var model = await TinyModel.LoadAsync(TinyModels.Llama(folder.Path));
        using var client = new LlamaChatClient(model);
        await AskAsync(client, new ChatOptions { MaxOutputTokens = 1 });
        var texts = new List<string>();
        foreach (var seed in (long[])[1, 1, 2, 3])
        {
            texts.Add((await AskAsync(client, new ChatOptions { Temperature = 1.2f, Seed = seed, MaxOutputTokens = 30 })).Text);
        }

        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(3, texts.Distinct().Count());
    }

    [Fact]
    public async Task The_one_likeliest_token_is_the_greedy_one()
    {
        var greedy = await AskAsync(new ChatOptions { MaxOutputTokens = 40 });
        Assert.Equal(greedy.Text, (await AskAsync(new ChatOptions { Temperature = 1, TopK = 1, Seed = 9, MaxOutputTokens = 40 })).Text);
        Assert.Equal(greedy.Text, (await AskAsync(new ChatOptions { Temperature = 0, Seed = 9, MaxOutputTokens = 40 })).Text);
    }

    [Fact]
    public async Task Each_penalty_changes_what_is_written()
    {
        var plain = (await AskAsync(new ChatOptions { MaxOutputTokens = 80 })).Text;
        Assert.NotEqual(plain, (await AskAsync(new ChatOptions { MaxOutputTokens = 80, PresencePenalty = 2 })).Text);
        Assert.NotEqual(plain, (await AskAsync(new ChatOptions { MaxOutputTokens = 80, FrequencyPenalty = 2 })).Text);
        Assert.NotEqual(plain, (await AskAsync(new ChatOptions { MaxOutputTokens = 80, AdditionalProperties = new() { ["repeat_penalty"] = 1.8 } })).Text);
    }

    [Fact]
    public async Task What_is_unlikely_is_left_out_as_asked()
    {
        var greedy = (await AskAsync(new ChatOptions { MaxOutputTokens = 30 })).Text;
        foreach (var only in (ChatOptions[])[new() { TopP = 0 }, new() { AdditionalProperties = new() { ["min_p"] = 1 } }])
        {
            (only.Temperature, only.Seed, only.MaxOutputTokens) = (1, 4, 30);
            Assert.Equal(greedy, (await AskAsync(only)).Text);
        }
    }

    public static TheoryData<string, ChatOptions> OutOfRange => new()
    {
        { "Temperature", new ChatOptions { Temperature = -0.1f } },
        { "Temperature", new ChatOptions { Temperature = float.NaN } },
        { "TopP", new ChatOptions { TopP = 1.1f } },
        { "TopK", new ChatOptions { TopK = -1 } },
        { "FrequencyPenalty", new ChatOptions { FrequencyPenalty = 2.5f } },
        { "PresencePenalty", new ChatOptions { PresencePenalty = -3 } },
        { "MaxOutputTokens", new ChatOptions { MaxOutputTokens = 0 } },
        { "min_p", new ChatOptions { AdditionalProperties = new() { ["min_p"] = 2 } } },
        { "repeat_penalty", new ChatOptions { AdditionalProperties = new() { ["repeat_penalty"] = "0" } } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public async Task A_value_out_of_range_is_refused_with_its_name(string name, ChatOptions options)
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(options));
        Assert.Equal(name, error.ParamName);
        Assert.Contains($"The option {name} is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_is_no_number_is_refused_with_its_name()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(new ChatOptions { AdditionalProperties = new() { ["min_p"] = "much" } }));
        Assert.Contains("'min_p' is 'much'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_counted_and_a_prompt_that_comes_again_is_decoded_from_its_end()
    {
        var first = (await AskAsync(new ChatOptions { MaxOutputTokens = 5 }, "How many are counted here?")).Usage!;
        var again = (await AskAsync(new ChatOptions { MaxOutputTokens = 5 }, "How many are counted here?")).Usage!;
        Assert.Equal(first.InputTokenCount + 5, first.TotalTokenCount);
        Assert.Equal(first.InputTokenCount, again.InputTokenCount);
        Assert.Equal(again.InputTokenCount - 1, again.CachedInputTokenCount);
    }

    [Fact]
    public async Task A_second_turn_reads_on_from_the_first()
    {
        List<ChatMessage> messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "What does a second turn reuse, if a first one came before?")];
        var first = await tiny.Client.GetResponseAsync(messages, new ChatOptions { MaxOutputTokens = 12 }, Token);
        messages.AddRange(first.Messages);
        messages.Add(new ChatMessage(ChatRole.User, "And then?"));
        var second = await tiny.Client.GetResponseAsync(messages, new ChatOptions { MaxOutputTokens = 12 }, Token);
        Assert.InRange(second.Usage!.CachedInputTokenCount!.Value, first.Usage!.InputTokenCount!.Value, second.Usage.InputTokenCount!.Value - 1);
    }

    [Fact]
    public async Task A_response_names_its_model()
    {
        var metadata = tiny.Client.GetService<ChatClientMetadata>()!;
        Assert.Equal(("llama.cpp", "tiny-llama"), (metadata.ProviderName, metadata.DefaultModelId));
        Assert.Equal("tiny-llama", (await AskAsync(new ChatOptions { MaxOutputTokens = 1 })).ModelId);
        Assert.Same(tiny.Model, tiny.Client.GetService<LlamaModel>());
        Assert.Null(tiny.Client.GetService<LlamaModel>("other"));
    }

    [Fact]
    public async Task Probabilities_come_when_they_are_asked_for()
    {
        var response = await AskAsync(new ChatOptions { MaxOutputTokens = 12, AdditionalProperties = new() { ["logprobs"] = true } });
        var tokens = Assert.IsType<IReadOnlyList<TokenLogProbability>>(response.AdditionalProperties!["logprobs"], exactMatch: false);
        Assert.Equal(12, tokens.Count);
        Assert.All(tokens, t => Assert.InRange(t.LogProbability, -20, 0));
        Assert.Equal(response.Text, string.Concat(tokens.Select(t => t.Text)));
        Assert.Null((await AskAsync(new ChatOptions { MaxOutputTokens = 2 })).AdditionalProperties);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_the_numbers()
    {
        var error = await Assert.ThrowsAsync<ContextOverflowException>(() => AskAsync(new ChatOptions { MaxOutputTokens = 100 }, string.Concat(Enumerable.Repeat("the paper ", 1000))));
        Assert.Equal((100, 2048), (error.MaxOutputTokens, error.ContextLength));
        Assert.InRange(error.PromptTokens, 2000, 2100);
        Assert.Contains($"{error.PromptTokens} tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_refused()
    {
        ChatMessage[] messages = [new(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])];
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => tiny.Client.GetResponseAsync(messages, null, Token));
        Assert.Contains(nameof(DataContent), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_ends_and_leaves_the_client_usable()
    {
        var expected = (await AskAsync(new ChatOptions { MaxOutputTokens = 20 })).Text;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var updates = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in tiny.Client.GetStreamingResponseAsync("Go on and on.", new ChatOptions { MaxOutputTokens = 1800, Temperature = 2 }, stop.Token))
            {
                updates++;
                await stop.CancelAsync();
            }
        });
        Assert.InRange(updates, 1, 1000);
        Assert.Equal(expected, (await AskAsync(new ChatOptions { MaxOutputTokens = 20 })).Text);
    }

    [Fact]
    public async Task Samples_differ_by_chance_alone()
    {
        ChatMessage[] messages = [new(ChatRole.User, "Say something.")];
        var chance = await tiny.Client.SampleAsync(messages, new ChatOptions { Temperature = 1, Seed = 20, MaxOutputTokens = 30 }, 6, Token);
        Assert.Equal(6, chance.Select(r => r.Text).Distinct().Count());
        Assert.StartsWith((await AskAsync(new ChatOptions { Temperature = 1, Seed = 22, MaxOutputTokens = 4 }, "Say something.")).Text.TrimEnd('\uFFFD'), chance[2].Text, StringComparison.Ordinal);
        var certain = await tiny.Client.SampleAsync(messages, new ChatOptions { MaxOutputTokens = 30 }, 3, Token);
        Assert.Single(certain.Select(r => r.Text).Distinct());
    }

    /// <summary>What is decoded together differs in its last digits from what is decoded alone, so that a tie may fall either way.</summary>
    [Fact]
    public async Task Eight_clients_of_one_model_get_what_each_gets_alone_up_to_a_tie()
    {
        var clients = Enumerable.Range(0, 8).Select(_ => new LlamaChatClient(tiny.Model)).ToList();
        var alone = new List<IReadOnlyList<TokenLogProbability>>();
        for (var i = 0; i < clients.Count; i++)
        {
            alone.Add(await AskAsync(i));
        }

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(AskAsync));
        Assert.All(alone.Zip(together), pair =>
        {
            var common = pair.First.Zip(pair.Second).TakeWhile(t => t.First.Token == t.Second.Token).Count();
            Assert.All(pair.First.Zip(pair.Second).Take(common + 1), t => Assert.Equal(t.First.LogProbability, t.Second.LogProbability, 0.03f));
        });
        Assert.True(alone.Select(t => string.Concat(t.Select(p => p.Text))).Distinct().Count() > 4);

        async Task<IReadOnlyList<TokenLogProbability>> AskAsync(int i)
        {
            var options = new ChatOptions { MaxOutputTokens = 20, AdditionalProperties = new() { ["logprobs"] = true } };
            var response = await clients[i].GetResponseAsync($"What is number {i} of them?", options, Token);
            return (IReadOnlyList<TokenLogProbability>)response.AdditionalProperties!["logprobs"]!;
        }
    }

    private Task<ChatResponse> AskAsync(ChatOptions options, string question = "Who wrote it?") => AskAsync(tiny.Client, options, question);

    private static Task<ChatResponse> AskAsync(LlamaChatClient client, ChatOptions options, string question = "Who wrote it?") => client.GetResponseAsync(question, options, Token);
}
