namespace ResearchAgent.Papers;

/// <summary>An entry of a paper's list of references, as far as it could be taken apart.</summary>
/// <param name="Text">The entry as the paper prints it, on one line and without its label; made of the fields where the file has only those.</param>
public sealed record CitedWork(string Text)
{
    /// <summary>How the text calls it: "12", "Wang23"; null when entries have no label.</summary>
    public string? Label { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public int? Year { get; init; }

    public string? Venue { get; init; }

    public string? Doi { get; init; }

    public string? ArxivId { get; init; }
}
