using ResearchAgent.Chat;
using ResearchAgent.Testing;
using ResearchAgent.Writing;
using Xunit;

namespace ResearchAgent.Tests.Chat;

public sealed class ConversationMemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_short_conversation_is_remembered_word_for_word_with_its_keys()
    {
        var memory = await new ConversationMemory().RecallAsync([.. Turns(2)], Token);

        Assert.Equal(
            """
            Papers cited so far:
            [Author2001Title] Method 1: A Study of Snow
            [Author2002Title] Method 2: A Study of Snow

            Question: What is method 1?
            Answer: Method 1 answers with 15 points [Author2001Title].
            Question: What is method 2?
            Answer: Method 2 answers with 15 points [Author2002Title].
            """,
            memory.Text, ignoreLineEndingDifferences: true);
        Assert.Equal((0, 2), (memory.Summarized, memory.Recent.Count));
        Assert.Equal((memory.Text.Length + 3) / 4, memory.Tokens);
    }

    [Fact]
    public async Task Older_turns_become_a_line_each_and_the_last_ones_stay()
    {
        var memory = await new ConversationMemory(300).RecallAsync([.. Turns(12)], Token);

        Assert.InRange(memory.Tokens, 200, 310);
        Assert.InRange(memory.Recent.Count, 1, 8);
        Assert.Equal("What is method 12?", memory.Recent[^1].Question);
        Assert.All(memory.Summary, l => Assert.StartsWith("Earlier: What is method ", l, StringComparison.Ordinal));
        Assert.Equal(12, memory.Summarized + memory.Recent.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(1000)]
    public async Task No_source_is_ever_forgotten_whatever_the_budget(int budget)
    {
        var turns = Turns(60).ToList();
        var memory = await new ConversationMemory(budget).RecallAsync(turns, Token);

        Assert.Equal(60, memory.Sources.Count);
        Assert.All(memory.Sources, s => Assert.Contains($"[{s.Key}] Method ", memory.Text, StringComparison.Ordinal));
        Assert.Equal(turns[^1], memory.Recent[^1]);
    }

    [Fact]
    public async Task An_answer_longer_than_the_budget_is_cut()
    {
        var paper = ChatSample.Paper(1, "Snow");
        var answer = ChatSample.Answer("What falls?", paper);
        var turn = new ChatTurn("What falls?", "What falls?", answer with { Claims = [answer.Claims[0] with { Text = new string('x', 9000) }] }, ChatSample.Noon);

        var memory = await new ConversationMemory(100).RecallAsync([turn], Token);

        Assert.InRange(memory.Tokens, 90, 102);
        Assert.EndsWith("…", memory.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_sums_up_once_when_the_lines_do_not_fit_and_only_with_keys_that_exist()
    {
        using var model = new ScriptedChatClient("Methods 1 and 2 study snow [Author2001Title; Author2002Title]. Forged work is best [Evil2020Key]. Nothing is cited here.");
        var prompts = new PlainPrompts();
        var memory = new ConversationMemory(300, model, prompts);
        Assert.Equal(0, (await memory.RecallAsync([.. Turns(2)], Token)).Summarized);
        Assert.Equal(0, model.Calls);

        var told = await memory.RecallAsync([.. Turns(20)], Token);
        _ = await memory.RecallAsync([.. Turns(20)], Token);

        Assert.Equal(1, model.Calls);
        Assert.Equal("summarize", prompts.Name);
        Assert.Equal("Methods 1 and 2 study snow [Author2001Title; Author2002Title].", Assert.Single(told.Summary));
        Assert.Equal(told.Summarized, told.SummarizedByModel);
        Assert.DoesNotContain("Evil2020Key", told.Text, StringComparison.Ordinal);

        // One more turn has grown old: it has a line beside what was summed up.
        var next = await memory.RecallAsync([.. Turns(21)], Token);
        Assert.Equal("Methods 1 and 2 study snow [Author2001Title; Author2002Title].", next.Summary[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("No key at all.")]
    [InlineData("Forged [Evil2020Key].")]
    [InlineData("LONG")]
    public async Task A_summary_that_cannot_be_used_leaves_the_rule_and_is_not_asked_for_again(string reply)
    {
        var text = reply == "LONG" ? string.Concat(Enumerable.Repeat("Snow falls on and on [Author2001Title]. ", 200)) : reply;
        using var model = new ScriptedChatClient(text);
        var memory = new ConversationMemory(300, model, new PlainPrompts());

        var recalled = await memory.RecallAsync([.. Turns(20)], Token);
        _ = await memory.RecallAsync([.. Turns(20)], Token);

        Assert.Equal(1, model.Calls);
        Assert.Equal(0, recalled.SummarizedByModel);
        Assert.All(recalled.Summary, l => Assert.StartsWith("Earlier: ", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_the_first_turn_there_is_nothing_to_remember() =>
        Assert.Equal(("", 0), ((await new ConversationMemory().RecallAsync([], Token)).Text, (await new ConversationMemory().RecallAsync([], Token)).Tokens));

    private static IEnumerable<ChatTurn> Turns(int count) =>
        Enumerable.Range(1, count).Select(n => ChatSample.Turn($"What is method {n}?", ChatSample.Paper(n, $"Method {n}: A Study of Snow")));
}
