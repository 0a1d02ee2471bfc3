namespace ResearchAgent.Writing.Fluent;

/// <summary>What a model wrote, bound to quotes and unverified.</summary>
/// <param name="Claims">In order. A sentence that cites no known key, or that no quote backs, has no citation.</param>
/// <param name="Detail">For the trace: model, prompt hash, seed, tokens, flaws.</param>
public sealed record FluentText(IReadOnlyList<Claim> Claims, string Detail)
{
    /// <summary>The model says that the evidence is insufficient.</summary>
    public bool Abstained { get; init; }

    /// <summary>Why there is no text, such as "the model wrote nothing"; null when there is one.</summary>
    public string? Failure { get; init; }

    public static FluentText Failed(string reason, string detail) => new([], $"{detail}; {reason}") { Failure = reason };
}
