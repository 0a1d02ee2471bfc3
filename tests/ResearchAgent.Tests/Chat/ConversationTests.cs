using ResearchAgent.Chat;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Testing;
using ResearchAgent.Writing;
using Xunit;

namespace ResearchAgent.Tests.Chat;

public sealed class ConversationTests
{
    private static readonly Reference First = ChatSample.Paper(1, "Snow: How It Falls");
    private static readonly Reference Second = ChatSample.Paper(2, "Rain: How It Falls");

    private readonly List<(string Question, PassageFilter Filter)> _asked = [];
    private Reference[] _cites = [First, Second];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_follow_up_is_answered_as_it_was_read_and_remembered_as_it_was_asked()
    {
        var conversation = new Conversation(Answer);
        await conversation.AskAsync("What falls?", PassageFilter.None, Token);

        var turn = await conversation.AskAsync("How does the second one work?", PassageFilter.None, Token);

        Assert.Equal(("How does the second one work?", "How does Rain work?"), (turn.Asked, turn.Question));
        Assert.Equal("How does Rain work?", _asked[1].Question);
        Assert.Equal([Second.Paper], _asked[1].Filter.Papers);
        Assert.Equal(turn, conversation.Turns[1]);
    }

    [Fact]
    public async Task An_abstention_is_a_turn_and_leaves_the_subjects()
    {
        var conversation = new Conversation(Answer);
        await conversation.AskAsync("What falls?", PassageFilter.None, Token);
        _cites = [];
        await conversation.AskAsync("What is the boiling point of ethanol?", PassageFilter.None, Token);

        Assert.Equal(2, conversation.Turns.Count);
        Assert.Equal([First, Second], conversation.Subjects);
    }

    [Fact]
    public async Task The_persons_own_restriction_outlives_a_follow_up()
    {
        var conversation = new Conversation(Answer);
        var onlyFirst = new PassageFilter { Papers = [First.Paper], FromYear = 1999 };
        await conversation.AskAsync("What falls?", PassageFilter.None, Token);

        await conversation.AskAsync("Do they freeze?", onlyFirst, Token);
        await conversation.AskAsync("How does the second one work?", onlyFirst, Token);

        Assert.All(_asked.Skip(1), a => Assert.Equal([First.Paper], a.Filter.Papers));
        Assert.All(_asked.Skip(1), a => Assert.Equal(1999, a.Filter.FromYear));
    }

    [Fact]
    public async Task A_question_that_was_cancelled_is_no_turn()
    {
        var conversation = new Conversation((_, _, _) => throw new OperationCanceledException());

        await Assert.ThrowsAsync<OperationCanceledException>(() => conversation.AskAsync("What falls?", PassageFilter.None, Token));

        Assert.Empty(conversation.Turns);
    }

    [Fact]
    public async Task A_conversation_goes_on_from_saved_turns()
    {
        var conversation = new Conversation(Answer) { Turns = [ChatSample.Turn("What falls?", First, Second)] };

        Assert.Equal("How does Snow work?", (await conversation.AskAsync("How does the first one work?", PassageFilter.None, Token)).Question);
    }

    [Fact]
    public async Task A_model_reads_what_the_rules_cannot_and_nothing_else()
    {
        using var model = new ScriptedChatClient("Does curriculum learning help with snow?");
        var prompts = new PlainPrompts();
        var conversation = new Conversation(Answer) { Rewriter = new QuestionRewriter(model, prompts) };

        await conversation.AskAsync("And curriculum learning?", PassageFilter.None, Token);
        Assert.Equal(0, model.Calls);
        await conversation.AskAsync("How does the second one work?", PassageFilter.None, Token);
        await conversation.AskAsync("Which papers use reinforcement learning for reasoning?", PassageFilter.None, Token);
        Assert.Equal(0, model.Calls);

        var turn = await conversation.AskAsync("Sleet, perhaps?", PassageFilter.None, Token);

        Assert.Equal(1, model.Calls);
        Assert.Equal("follow-up", prompts.Name);
        Assert.Equal("Sleet, perhaps?", prompts.Inputs["question"]);
        Assert.Contains("[Author2002Title] Rain: How It Falls", prompts.Inputs["memory"], StringComparison.Ordinal);
        Assert.Equal("Does curriculum learning help with snow?", turn.Question);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Does snow fall?\nDoes rain fall?")]
    [InlineData("What is the capital of Peru?")]
    [InlineData("sleet, perhaps?")]
    [InlineData("<think>the user wants</think>")]
    public async Task A_rewriting_that_is_no_reading_is_ignored(string reply)
    {
        using var model = new ScriptedChatClient(reply);

        Assert.Null(await new QuestionRewriter(model, new PlainPrompts()).RewriteAsync("Sleet, perhaps?", "[Key] Snow: How It Falls", Token));
    }

    [Fact]
    public async Task A_rewriting_that_is_far_too_long_is_ignored()
    {
        using var model = new ScriptedChatClient("snow " + new string('x', 400));

        Assert.Null(await new QuestionRewriter(model, new PlainPrompts()).RewriteAsync("Sleet, perhaps?", "Snow", Token));
    }

    [Fact]
    public async Task A_model_that_fails_leaves_the_question_and_a_cancelled_one_ends_it()
    {
        using var failing = new ScriptedChatClient((_, _) => throw new InvalidOperationException("out of memory"));
        Assert.Null(await new QuestionRewriter(failing, new PlainPrompts()).RewriteAsync("Sleet?", "Snow", Token));

        using var cancelled = new CancellationTokenSource();
        using var slow = new ScriptedChatClient((_, token) =>
        {
            cancelled.Cancel();
            token.ThrowIfCancellationRequested();
            return new();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new QuestionRewriter(slow, new PlainPrompts()).RewriteAsync("Sleet?", "Snow", cancelled.Token));
    }

    private Task<Answer> Answer(string question, PassageFilter filter, CancellationToken cancellationToken)
    {
        _asked.Add((question, filter));
        return Task.FromResult(ChatSample.Answer(question, _cites));
    }
}
