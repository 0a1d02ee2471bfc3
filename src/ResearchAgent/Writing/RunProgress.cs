namespace ResearchAgent.Writing;

/// <summary>Who watches a run. Both are told at once, on the thread that works; what takes long there holds up the run.</summary>
/// <param name="Steps">Told each step of the trace.</param>
/// <param name="Claims">
/// Told each claim as soon as it is verified, in reading order, while a model may still be writing the next one. The
/// finished text counts: it may leave out a claim that was told, such as one that another part of the answer repeats.
/// </param>
public sealed record RunProgress(IProgress<TraceStep>? Steps, IProgress<Claim>? Claims);
