using System.Text;
using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Grammars;
using ResearchAgent.LlamaEngine.Tests.Engine;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Grammars;

[Collection(nameof(TinyModel))]
public sealed class ToolCallTests(TinyModel tiny)
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Which papers?")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Required_calls_have_valid_arguments()
    {
        var replies = await SampleAsync(ChatToolMode.RequireAny, 10);
        var finished = replies.Where(r => r.FinishReason == ChatFinishReason.ToolCalls).ToList();
        Assert.InRange(finished.Count, 9, 10);
        Assert.All(replies.Except(finished), r => Assert.Equal(ChatFinishReason.Length, r.FinishReason));
        foreach (var reply in finished)
        {
            Assert.Equal("", reply.Text);
            Assert.NotEmpty(Calls(reply));
            foreach (var call in Calls(reply))
            {
                await LibraryFunctions.CheckAsync(call, Token);
            }
        }
    }

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 70)]
    public async Task Whatever_calls_are_admitted_are_read_and_valid(bool several, int seeds)
    {
        string[] marks = ["\n", "<", ",", " ", "}", "\""];
        var functions = LibraryFunctions.All.OfType<AIFunction>().ToList();
        var grammar = ToolCallGrammar.ToGbnf([.. functions], ChatToolMode.RequireAny, several);
        var calls = new List<FunctionCallContent>();
        for (var seed = 0; seed < seeds; seed++)
        {
            var reply = GrammarWalk.Run(tiny.Model.Weights, grammar, marks, 1000, (uint)seed);
            Assert.NotNull(reply);
            var parsed = ToolCallParser.Parse(reply, [.. functions.Select(f => f.Name)]);
            Assert.Equal(("", false), (parsed.Text, parsed.IsCutOff));
            Assert.InRange(parsed.Calls.Count, 1, several ? 8 : 1);
            calls.AddRange(parsed.Calls);
        }

        Assert.Equal(several, calls.Count > seeds);
        Assert.Equal(calls.Count, calls.Select(c => c.CallId).Distinct().Count());
        foreach (var call in calls)
        {
            await LibraryFunctions.CheckAsync(call, Token);
        }
    }

    [Theory]
    [InlineData("search")]
    [InlineData("rate")]
    [InlineData("count")]
    public async Task One_required_function_is_the_one_that_is_called(string name)
    {
        var replies = await SampleAsync(ChatToolMode.RequireSpecific(name), 3);
        Assert.All(replies.SelectMany(Calls), c => Assert.Equal(name, c.Name));
        Assert.Contains(replies, r => Calls(r).Count > 0);
    }

    [Fact]
    public async Task A_required_function_that_is_not_there_is_an_error_with_its_name()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => SampleAsync(ChatToolMode.RequireSpecific("delete"), 1));
        Assert.Contains("'delete' is required", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_may_call_writes_text_or_calls_and_never_half_of_each()
    {
        var replies = await SampleAsync(ChatToolMode.Auto, 16, maxTokens: 32);
        foreach (var reply in replies)
        {
            Assert.DoesNotContain("tool_call", reply.Text, StringComparison.Ordinal);
            Assert.True(reply.Text.Length == 0 || Calls(reply).Count == 0);
            foreach (var call in Calls(reply))
            {
                await LibraryFunctions.CheckAsync(call, Token);
            }
        }

        Assert.Contains(replies, r => r.Text.Length > 0);
    }

    [Fact]
    public async Task A_model_that_may_not_call_is_free_and_hears_of_no_functions()
    {
        var options = new ChatOptions { MaxOutputTokens = 20 };
        var alone = await tiny.Client.GetResponseAsync(Question, options, Token);
        var beside = await tiny.Client.GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 20, Tools = LibraryFunctions.All, ToolMode = ChatToolMode.None }, Token);
        Assert.Equal((alone.Text, alone.Usage!.InputTokenCount), (beside.Text, beside.Usage!.InputTokenCount));
        Assert.Empty(Calls(beside));
    }

    [Theory]
    [InlineData("Plain words with 3 < 4, <table> and <to> in them.", true)]
    [InlineData("<tool_call>{\"name\": \"count\", \"arguments\": {}}</tool_call>", true)]
    [InlineData("So: <tool_call>{\"name\": \"count\", \"arguments\": {}}</tool_call>", false)]
    [InlineData("<tool_call>{\"name\": \"count\", \"arguments\": {}}", false)]
    [InlineData("{\"name\": \"count\", \"arguments\": {}}", false)]
    public void A_reply_is_prose_or_calls(string reply, bool isAdmitted) =>
        Assert.Equal(isAdmitted, GrammarWalk.Admits(tiny.Model.Weights, ToolCallGrammar.ToGbnf([.. LibraryFunctions.All.OfType<AIFunction>()], ChatToolMode.Auto, allowMultiple: true), reply));

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(24)]
    public async Task A_call_that_was_cut_off_is_neither_call_nor_text(int maxTokens)
    {
        var reply = Assert.Single(await SampleAsync(ChatToolMode.RequireSpecific("rate"), 1, maxTokens));
        Assert.Equal(ChatFinishReason.Length, reply.FinishReason);
        Assert.Equal("", reply.Text);
        Assert.Empty(Calls(reply));
    }

    [Fact]
    public async Task Calls_come_with_the_last_update_and_nothing_of_them_before()
    {
        for (var seed = 0; seed < 2; seed++)
        {
            var updates = new List<ChatResponseUpdate>();
            await foreach (var update in tiny.Client.GetStreamingResponseAsync(Question, Options(ChatToolMode.RequireSpecific("search"), 128, seed), Token))
            {
                updates.Add(update);
            }

            Assert.All(updates, u => Assert.Equal("", u.Text));
            Assert.All(updates.SkipLast(1), u => Assert.Empty(u.Contents.OfType<FunctionCallContent>()));
            Assert.NotEmpty(updates[^1].Contents.OfType<FunctionCallContent>());
            Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
        }
    }

    [Fact]
    public async Task Text_of_a_model_that_may_call_streams_piece_by_piece()
    {
        await tiny.Client.GetResponseAsync(Question, Options(ChatToolMode.Auto, 1, seed: 1), Token);
        var text = new StringBuilder();
        var pieces = 0;
        await foreach (var update in tiny.Client.GetStreamingResponseAsync(Question, Options(ChatToolMode.Auto, 30, seed: 1), Token))
        {
            text.Append(update.Text);
            pieces += update.Text.Length > 0 ? 1 : 0;
        }

        Assert.True(pieces > 5, $"{pieces} pieces");
        Assert.Equal((await tiny.Client.GetResponseAsync(Question, Options(ChatToolMode.Auto, 30, seed: 1), Token)).Text, text.ToString());
    }

    [Fact]
    public async Task A_required_function_is_invoked_and_an_answer_follows()
    {
        var invoked = new List<int>();
        var function = AIFunctionFactory.Create(([System.ComponentModel.DataAnnotations.Range(1, 9)] int number) => invoked.Add(number), "note");
        var client = new FunctionInvokingChatClient(tiny.Client) { MaximumIterationsPerRequest = 3 };
        var options = new ChatOptions { Tools = [function], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false, Temperature = 1, Seed = 2, MaxOutputTokens = 120 };
        var response = await client.GetResponseAsync(Question, options, Token);
        Assert.All(invoked, n => Assert.InRange(n, 1, 9));
        Assert.InRange(invoked.Count, 1, 2);
        Assert.NotEmpty(response.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>());
        Assert.NotEqual("", response.Messages[^1].Text);
    }

    private Task<IReadOnlyList<ChatResponse>> SampleAsync(ChatToolMode mode, int count, int maxTokens = 128, Action<ChatOptions>? change = null)
    {
        var options = Options(mode, maxTokens, seed: 0);
        change?.Invoke(options);
        return tiny.Client.SampleAsync(Question, options, count, Token);
    }

    private static ChatOptions Options(ChatToolMode mode, int maxTokens, int seed) => new() { Tools = LibraryFunctions.All, ToolMode = mode, Temperature = 1, Seed = seed, MaxOutputTokens = maxTokens };

    private static List<FunctionCallContent> Calls(ChatResponse response) => [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
}
