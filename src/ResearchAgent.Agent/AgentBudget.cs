namespace ResearchAgent.Agent;

/// <summary>What one question may cost. Whatever runs out first ends the search; the answer is written from what was found until then.</summary>
public sealed record AgentBudget
{
    /// <summary>Calls of functions. At least 1.</summary>
    public int MaxCalls { get; init; } = 12;

    /// <summary>Tokens that the planning model reads and writes; where it reports none, four characters count as one.</summary>
    public long MaxTokens { get; init; } = 60_000;

    /// <summary>Of planning and searching; writing the answer comes after.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Characters of one result that the planner reads on: about 1,000 tokens.</summary>
    public int MaxResultCharacters { get; init; } = 4000;

    /// <summary>Sentences that fail verification and are written again.</summary>
    public int MaxRepairs { get; init; } = 3;
}
