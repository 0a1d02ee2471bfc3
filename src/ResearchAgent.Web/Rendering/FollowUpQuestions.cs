using ResearchAgent.Chat;

namespace ResearchAgent.Web.Rendering;

/// <summary>Questions to go on with, in words that a conversation understands (<see cref="FollowUp"/>).</summary>
internal static class FollowUpQuestions
{
    private const int MaxNearest = 2;

    public static IReadOnlyList<string> After(ChatTurn turn) => turn.Answer switch
    {
        { Abstained: true } answer => [.. answer.Nearest.Where(r => r.Title.Contains(": ", StringComparison.Ordinal)).Take(MaxNearest).Select(r => $"What is {r.Title.Split(": ")[0]}?")],
        { References.Count: > 1 } => ["Compare them", "What are their limits?", "How does the first one work?"],
        { References.Count: 1 } => ["How does it work?", "What are its limits?", "What data was it tested on?"],
        _ => [],
    };
}
