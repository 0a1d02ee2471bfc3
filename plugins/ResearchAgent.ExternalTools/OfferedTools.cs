namespace ResearchAgent.ExternalTools;

/// <summary>What a configured server offers.</summary>
/// <param name="Problem">Why its tools cannot be used as it is configured; null when they can.</param>
public sealed record OfferedTools(string Server, IReadOnlyList<OfferedTool> Tools, string? Problem);

/// <param name="Name">As the server gives it, made printable: what Allow lists.</param>
/// <param name="Writes">It may change something: a person is asked first. A tool that does not say that it only reads counts as one that writes.</param>
/// <param name="Problem">Why it cannot be allowed; null when it can.</param>
public sealed record OfferedTool(string Name, string Description, bool Writes, bool IsAllowed, string? Problem);
