namespace ResearchAgent.Writing;

/// <summary>A theme of a review that is not written yet, with the papers that it would tell of, most relevant first.</summary>
public sealed record ThemeOutline(string Label, IReadOnlyList<Reference> Papers);
