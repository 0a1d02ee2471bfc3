namespace ResearchAgent.Writing;

/// <summary>What a run did, enough to do it again.</summary>
/// <param name="Embedder">The model that made the vectors.</param>
public sealed record Trace(Writer Writer, string Embedder, IReadOnlyList<TraceStep> Steps);

/// <param name="Name">The stage: "retrieve", "select", "write", "verify".</param>
/// <param name="Detail">One line for people.</param>
public sealed record TraceStep(string Name, string Detail, double Milliseconds);

/// <summary>Who put the sentences into words. Table cells are always quotes.</summary>
/// <param name="Name">"extractive", or "llama" for a language model.</param>
public sealed record Writer(string Name)
{
    public const string Fluent = "llama";

    public static readonly Writer Extractive = new("extractive");

    /// <summary>The model that wrote, or that was asked to; null when none was.</summary>
    public string? Model { get; init; }

    /// <summary>Why the extractive text stands in place of the model's, or in place of a part of it; null when it does not.</summary>
    public string? Fallback { get; init; }

    /// <summary>Sentences of the model that are not printed: they cite no known key, or failed verification, or repeat another.</summary>
    public int Dropped { get; init; }
}
