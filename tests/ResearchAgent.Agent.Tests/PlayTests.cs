using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Plugins;
using ResearchAgent.Testing;
using ResearchAgent.Tests.Writing.Fluent;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using Xunit;
using static ResearchAgent.Agent.Tests.Play;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace ResearchAgent.Agent.Tests;

/// <summary>A planner that behaves well, badly or not at all; whatever it does, what is printed is backed, and the trace says what happened.</summary>
public sealed class PlayTests(SnowLibrary library) : IClassFixture<SnowLibrary>
{
    private const string TwoParts = "How much does AlbedoNet reduce the prediction error, and how long does training MeltNet take?";
    private const string First = "How much does AlbedoNet reduce the prediction error?";
    private const string Second = "How long does training MeltNet take?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_part_is_gathered_for_and_the_answer_cites_both_papers()
    {
        var answer = await AgentOver(library, Script(Gather(First), Gather(Second), Finish)).AskAsync(TwoParts);

        Assert.Equal([SnowLibrary.Albedo, SnowLibrary.Melt], answer.References.Select(r => r.Key.Value));
        Assert.Contains(answer.Claims, c => c.Text.Contains("12%", StringComparison.Ordinal));
        Assert.Contains(answer.Claims, c => c.Text.Contains("20 hours", StringComparison.Ordinal));
        Assert.All(answer.Claims, c => Assert.Equal(Verdict.Supported, c.Verdict));
        Assert.Equal($"{First} | {Second}", DetailOf(answer, "decompose"));
        Assert.Equal("decompose plan retrieve judge select call plan retrieve judge select call plan stop call verify", StepsOf(answer));
        Assert.Equal("the planner is done", DetailOf(answer, "stop"));
    }

    [Fact]
    public async Task Without_a_model_rules_take_the_same_steps()
    {
        var answer = await AgentOver(library, null).AskAsync(TwoParts);

        Assert.Equal("decompose plan retrieve judge select call plan retrieve judge select call plan stop call verify", StepsOf(answer));
        Assert.Equal([SnowLibrary.Albedo, SnowLibrary.Melt], answer.References.Select(r => r.Key.Value));
    }

    [Fact]
    public async Task The_same_question_takes_the_same_steps_again()
    {
        var first = await AgentOver(library, null).AskAsync(TwoParts);
        var second = await AgentOver(library, null).AskAsync(TwoParts);

        Assert.Equal(first.Trace.Steps.Select(s => (s.Name, s.Detail)), second.Trace.Steps.Select(s => (s.Name, s.Detail)));
    }

    [Fact]
    public async Task Steps_are_told_as_they_happen()
    {
        var told = new List<string>();
        var planner = new ScriptedChatClient((_, _) => new ChatResponse(told.Contains("call") ? Finish : Gather(First)));

        var answer = await AgentOver(library, planner).AskAsync(First, PassageFilter.None, new RunProgress(new Told(told), null), Token);

        Assert.Equal(answer.Trace.Steps.Select(s => s.Name), told);
    }

    [Fact]
    public async Task No_evidence_is_searched_for_again_with_other_words_and_then_said_to_be_missing()
    {
        const string Question = "What is the boiling point of ethanol?";
        var answer = await AgentOver(library, Script(Gather(Question), Gather(Question, "vapour temperature of alcohol"), Finish)).AskAsync(Question);

        Assert.True(answer.Abstained);
        Assert.Equal("The library holds no passage that answers this.", answer.Abstention);
        Assert.Equal("decompose plan retrieve judge call plan retrieve judge call plan stop call", StepsOf(answer));
        Assert.Contains("Not enough: confidence", DetailOf(answer, "call"), StringComparison.Ordinal);
        Assert.Contains("words: vapour temperature of alcohol", DetailOf(answer, "call", 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_try_a_thin_part_once_more_with_other_words()
    {
        var answer = await AgentOver(library, null).AskAsync("What is the boiling point of ethanol?");

        Assert.True(answer.Abstained);
        Assert.Equal(2, answer.Trace.Steps.Count(s => s.Name == "retrieve"));
        Assert.Contains("words: ", DetailOf(answer, "call", 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_without_an_answer_is_named_beside_the_part_with_one()
    {
        var answer = await AgentOver(library, null).AskAsync($"{First} What is the boiling point of ethanol?");

        Assert.Contains(answer.Claims, c => c.Text.Contains("12%", StringComparison.Ordinal));
        Assert.Equal([new Gap("What is the boiling point of ethanol?", "The library holds no passage that answers this.")], answer.Gaps);
    }

    [Fact]
    public async Task Wrong_arguments_come_back_as_words_and_a_planner_that_reads_them_goes_on()
    {
        var planner = Script(Call("Research_gather_evidence", ("topic", "snow")), Call("Research_gather_evidence", ("question", First), ("papers", "Glacier2099")), Gather(First), Finish);

        var answer = await AgentOver(library, planner).AskAsync(First);

        Assert.False(answer.Abstained);
        Assert.Contains("Error: gather_evidence was called without question.", DetailOf(answer, "call"), StringComparison.Ordinal);
        Assert.Contains("Error: no paper of the library is called 'Glacier2099'.", DetailOf(answer, "call", 1), StringComparison.Ordinal);
        Assert.Equal("decompose plan call plan call plan retrieve judge select call plan stop call verify", StepsOf(answer));
    }

    [Fact]
    public async Task A_function_that_does_not_exist_is_refused_and_the_run_goes_on()
    {
        var answer = await AgentOver(library, Script(Call("Library_delete_everything"), Gather(First), Finish)).AskAsync(First);

        Assert.False(answer.Abstained);
        Assert.Equal("decompose plan plan retrieve judge select call plan stop call verify", StepsOf(answer));
    }

    [Fact]
    public async Task A_repeated_call_ends_the_search_and_what_was_found_is_told()
    {
        var answer = await AgentOver(library, new ScriptedChatClient((_, _) => new ChatResponse(Gather(First)))).AskAsync(First);

        Assert.False(answer.Abstained);
        Assert.Equal("decompose plan retrieve judge select call plan stop call verify", StepsOf(answer));
        Assert.StartsWith("the planner repeated itself: Research.gather_evidence(", DetailOf(answer, "stop"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Once upon a time there was a snowman <tool_call>{\"name\": ")]
    [InlineData("")]
    [InlineData("AlbedoNet reduces the error by 99% [Forged2024Key].")]
    public async Task Nonsense_in_place_of_calls_leaves_the_answer_to_the_evidence(string nonsense)
    {
        var answer = await AgentOver(library, Script(Say(nonsense))).AskAsync(TwoParts);

        Assert.Equal([SnowLibrary.Albedo, SnowLibrary.Melt], answer.References.Select(r => r.Key.Value));
        Assert.DoesNotContain(answer.Claims, c => c.Text.Contains("99%", StringComparison.Ordinal));
        Assert.Equal("decompose plan stop retrieve judge select retrieve judge select verify", StepsOf(answer));
        Assert.Equal("the planner called nothing more", DetailOf(answer, "stop"));
    }

    [Fact]
    public async Task A_very_long_result_is_cut_and_says_so_and_its_block_stays_closed()
    {
        var planner = Script(Call("Tools_flood"), Gather(First), Finish);
        var tools = Plugin(KernelFunctionFactory.CreateFromMethod(() => DataBlock.Of("TOOL RESULT", new string('x', 1_000_000)), "flood", "Says a lot."));

        var answer = await AgentOver(library, planner, plugins: [tools]).AskAsync(First);

        var result = Assert.Single(planner.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>(), r => r.Result!.ToString()!.Contains("xxx", StringComparison.Ordinal)).Result!.ToString()!;
        Assert.InRange(result.Length, 4000, 4200);
        Assert.Contains("more characters are left out)", result, StringComparison.Ordinal);
        Assert.EndsWith("\n-----END TOOL RESULT-----", result, StringComparison.Ordinal);
        Assert.False(answer.Abstained);
    }

    [Fact]
    public async Task A_function_that_throws_is_told_and_three_failures_in_a_row_end_the_search()
    {
        var planner = Script(Call("Tools_fail", ("n", 1)), Call("Tools_fail", ("n", 2)), Call("Tools_fail", ("n", 3)), Gather(First));
        var tools = Plugin(KernelFunctionFactory.CreateFromMethod((int n) => Fail(n), "fail", "Fails."));

        var answer = await AgentOver(library, planner, plugins: [tools]).AskAsync(First);

        Assert.Contains("Error: fail failed (the disk is full). Call something else, or finish.", DetailOf(answer, "call"), StringComparison.Ordinal);
        Assert.Equal("3 calls in a row failed", DetailOf(answer, "stop"));
        Assert.Equal("decompose plan call plan call plan stop call retrieve judge select verify", StepsOf(answer));
        Assert.False(answer.Abstained);
    }

    [Fact]
    public async Task A_planning_model_that_fails_is_told_and_the_question_is_answered_all_the_same()
    {
        var answer = await AgentOver(library, new ScriptedChatClient((_, _) => throw new InvalidOperationException("The context is full."))).AskAsync(TwoParts);

        Assert.Equal("the planning model failed: The context is full", DetailOf(answer, "stop"));
        Assert.Equal(2, answer.References.Count);
    }

    [Fact]
    public async Task Calls_beyond_the_budget_are_not_made()
    {
        var n = 0;
        var planner = new ScriptedChatClient((_, _) => new ChatResponse(Gather($"{First} {n++}")));

        var answer = await AgentOver(library, planner, budget: new AgentBudget { MaxCalls = 3 }).AskAsync(First);

        Assert.Equal("3 calls were made, which is the limit", DetailOf(answer, "stop"));
        Assert.Equal(3, answer.Trace.Steps.Count(s => s.Name == "call"));
        Assert.Equal(3, answer.Trace.Steps.Count(s => s.Name == "retrieve"));
    }

    [Fact]
    public async Task A_planner_that_calls_what_does_not_exist_again_and_again_is_stopped()
    {
        var answer = await AgentOver(library, new ScriptedChatClient((_, _) => new ChatResponse(Call("Library_delete_everything"))), budget: new AgentBudget { MaxCalls = 3 }).AskAsync(First);

        Assert.Equal("the planner replied 4 times, more often than the 3 calls that it may make", DetailOf(answer, "stop"));
        Assert.False(answer.Abstained);
    }

    [Fact]
    public async Task Tokens_beyond_the_budget_end_the_search()
    {
        var planner = new ScriptedChatClient((messages, _) => new ChatResponse(Gather($"{First} {messages.Count}")) { Usage = new UsageDetails { InputTokenCount = 400, OutputTokenCount = 100 } });

        var answer = await AgentOver(library, planner, budget: new AgentBudget { MaxTokens = 900 }).AskAsync(First);

        Assert.Equal("1000 tokens were spent of 900", DetailOf(answer, "stop"));
        Assert.Contains("400+100 tokens", DetailOf(answer, "plan"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_beyond_the_budget_ends_the_search_even_while_the_model_thinks()
    {
        var time = new FakeTimeProvider();
        var planner = new ScriptedChatClient((_, token) =>
        {
            time.Advance(TimeSpan.FromMinutes(6));
            token.ThrowIfCancellationRequested();
            return new ChatResponse(Gather(First));
        });

        var answer = await AgentOver(library, planner, time: time).AskAsync(First);

        Assert.Equal("300 seconds have passed, which is the limit", DetailOf(answer, "stop"));
        Assert.False(answer.Abstained);
    }

    [Theory]
    [InlineData("decompose")]
    [InlineData("plan")]
    [InlineData("retrieve")]
    [InlineData("judge")]
    [InlineData("select")]
    [InlineData("call")]
    [InlineData("stop")]
    public async Task Cancelling_at_any_step_ends_the_run(string step)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AgentOver(library, Script(Gather(First), Gather(Second), Finish))
            .AskAsync(TwoParts, PassageFilter.None, new RunProgress(new CancelledAt(step, source), null), source.Token));
    }

    [Fact]
    public async Task A_question_that_names_nothing_is_asked_back()
    {
        var answer = await AgentOver(library, null).AskAsync("Tell me more.");

        Assert.Equal("Which paper, method or subject is the question about? It names none to search for.", answer.Abstention);
        Assert.Equal("decompose plan stop call", StepsOf(answer));
    }

    [Fact]
    public async Task The_users_own_restriction_holds_whatever_the_planner_names()
    {
        var melt = (await library.Index.ListPapersAsync(PassageFilter.None, Token)).First(p => p.Key.Value == SnowLibrary.Melt);
        var filter = new PassageFilter { Papers = [melt.Id] };

        var answer = await AgentOver(library, Script(Gather(First, papers: SnowLibrary.Albedo), Finish)).AskAsync(First, filter, null, Token);

        Assert.Contains("Error: the user asked for other papers than these.", DetailOf(answer, "call"), StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Nearest, r => r.Key.Value == SnowLibrary.Albedo);
    }

    [Fact]
    public async Task What_a_planner_gathers_on_another_question_is_not_told()
    {
        var answer = await AgentOver(library, Script(Gather("Which cameras read satellite images?"), Gather(First), Finish)).AskAsync(First);

        Assert.Contains("This is not what the user asked.", DetailOf(answer, "call"), StringComparison.Ordinal);
        Assert.Equal([SnowLibrary.Albedo], answer.References.Select(r => r.Key.Value));
    }

    [Fact]
    public async Task A_sentence_that_fails_verification_is_written_again_once()
    {
        var writer = new ScriptedChatClient(
            $"AlbedoNet reduces the prediction error by 21% on the Alpine dataset [{SnowLibrary.Albedo}].",
            $"AlbedoNet reduces the prediction error by 12% on the Alpine dataset [{SnowLibrary.Albedo}].");

        var answer = await AgentOver(library, Script(Gather(First), Finish), writer).AskAsync(First);

        Assert.Equal(["AlbedoNet reduces the prediction error by 12% on the Alpine dataset."], answer.Claims.Select(c => c.Text));
        Assert.StartsWith("NumberMismatch, then Supported: ", DetailOf(answer, "repair"), StringComparison.Ordinal);
        Assert.Contains("It gives a number that the evidence does not give.", writer.Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sentence_that_fails_again_is_dropped()
    {
        var writer = new ScriptedChatClient($"AlbedoNet reduces the prediction error by 21% on the Alpine dataset [{SnowLibrary.Albedo}].");

        var answer = await AgentOver(library, Script(Gather(First), Finish), writer).AskAsync(First);

        Assert.DoesNotContain(answer.Claims, c => c.Text.Contains("21", StringComparison.Ordinal));
        Assert.StartsWith("NumberMismatch, then NumberMismatch: ", DetailOf(answer, "repair"), StringComparison.Ordinal);
        Assert.Equal("extractive", answer.Trace.Writer.Name);
    }

    private static KernelPlugin Plugin(params KernelFunction[] functions) => KernelPluginFactory.CreateFromFunctions("Tools", functions);

    private static string Fail(int n) => n > 0 ? throw new IOException("the disk is full") : "";

    private sealed class Told(List<string> names) : IProgress<TraceStep>
    {
        public void Report(TraceStep value) => names.Add(value.Name);
    }

    private sealed class CancelledAt(string step, CancellationTokenSource source) : IProgress<TraceStep>
    {
        public void Report(TraceStep value)
        {
            if (value.Name == step)
            {
                source.Cancel();
            }
        }
    }
}
