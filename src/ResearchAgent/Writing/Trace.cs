namespace ResearchAgent.Writing;

/// <summary>What a run did, enough to do it again.</summary>
/// <param name="Writer">"extractive", or the name of the model.</param>
/// <param name="Embedder">The model that made the vectors.</param>
public sealed record Trace(string Writer, string Embedder, IReadOnlyList<TraceStep> Steps);

/// <param name="Name">The stage: "retrieve", "select", "write", "verify".</param>
/// <param name="Detail">One line for people.</param>
public sealed record TraceStep(string Name, string Detail, double Milliseconds);
