using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Chat;

/// <summary>
/// Questions in a row, and the only owner of their turns: a follow-up ("and what about its limits?", "how does the second
/// one work?") is read as a question about the papers cited before. Not thread-safe: one conversation is one person's.
/// </summary>
/// <param name="answer">Answers a question that stands alone, within the filter.</param>
public sealed class Conversation(Func<string, PassageFilter, CancellationToken, Task<Answer>> answer)
{
    private readonly List<ChatTurn> _turns = [];

    public Conversation(ResearchAssistant assistant)
        : this(assistant.AskAsync)
    {
    }

    /// <summary>Reads with a model the follow-ups that the rules cannot; null: they are asked as they stand.</summary>
    public QuestionRewriter? Rewriter { get; init; }

    /// <summary>What a model is shown of this conversation.</summary>
    public ConversationMemory Memory { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Every turn so far, abstentions among them, in order. To go on with a saved conversation, start from its turns.</summary>
    public IReadOnlyList<ChatTurn> Turns
    {
        get => _turns;
        init => _turns = [.. value];
    }

    /// <summary>The papers the next "it" or "they" can mean: those of the last answer that cited any.</summary>
    public IReadOnlyList<Reference> Subjects => Context.Subjects;

    /// <summary>What "the second one" counts: as <see cref="Subjects"/>, but an answer that cites a single paper numbers nothing.</summary>
    public IReadOnlyList<Reference> Numbered => Context.Numbered;

    /// <summary>What "compare them" compares.</summary>
    public IReadOnlyList<Reference> Several => Context.Several;

    private FollowUpContext Context => FollowUpContext.Of(_turns);

    /// <summary>Answers the question as the conversation so far lets it be read, and remembers the answer.</summary>
    /// <exception cref="OperationCanceledException">Nothing is remembered then.</exception>
    public async Task<ChatTurn> AskAsync(string text, PassageFilter filter, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(text, cancellationToken);
        var turn = new ChatTurn(text, reading.Question, await answer(reading.Question, Within(filter, reading.Papers), cancellationToken), Clock.GetLocalNow());
        _turns.Add(turn);
        return turn;
    }

    /// <summary>What a model would be shown now.</summary>
    public Task<Recollection> RecallAsync(CancellationToken cancellationToken) => Memory.RecallAsync(_turns, cancellationToken);

    private async Task<FollowUp> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var reading = FollowUp.Read(text, Context);
        return !reading.IsFollowUp && _turns.Count > 0 && Rewriter is not null && FollowUp.LooksUnfinished(text)
            && await Rewriter.RewriteAsync(text, (await RecallAsync(cancellationToken)).Text, cancellationToken) is { } rewritten
                ? FollowUp.None(rewritten)
                : reading;
    }

    // The person's own restriction holds: a paper outside it is not searched because it was cited before.
    private static PassageFilter Within(PassageFilter filter, IReadOnlyList<PaperId> papers)
    {
        List<PaperId> both = filter.Papers.Count == 0 ? [.. papers] : [.. papers.Where(filter.Papers.Contains)];
        return both.Count == 0 ? filter : filter with { Papers = both };
    }
}
