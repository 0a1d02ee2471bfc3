using System.ComponentModel;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.McpServer.Finding;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.McpServer.Writing;

internal sealed record CompareArguments(
    [property: Description("Two to six papers, by key, id, title or method name.")] IReadOnlyList<string> Papers,
    [property: Description("Up to six rows beside problem, idea, data, result and limits, such as training cost.")] IReadOnlyList<string>? Aspects = null);

internal sealed record ComparedPapers(
    [property: Description("The columns.")] IReadOnlyList<NamedPaper> Papers,
    IReadOnlyList<ComparedAspect> Rows,
    [property: Description("How the papers differ and what they share.")] IReadOnlyList<BackedSentence> Contrast);

internal sealed record ComparedAspect(
    string Aspect,
    [property: Description("One for each paper, in order.")] IReadOnlyList<ComparedCell> Cells);

internal sealed record ComparedCell(
    [property: Description("The paper's key.")] string Key,
    [property: Description("Null: the paper's text does not say.")] BackedSentence? Sentence);

/// <summary>Puts papers side by side.</summary>
internal static class Compare
{
    private const int MaxPapers = 6;
    private const int MaxAspects = 6;
    private const int MaxAspect = 100;

    public static ToolCard Card { get; } = new("compare", "Compare papers",
        "Compares two to six papers in a table (problem, idea, data, result, limits and what else you name) with a quote in each cell, and says how they differ.");

    public static async Task<ToolReply<ComparedPapers>> RunAsync(CompareArguments arguments, ToolCall call, CancellationToken cancellationToken)
    {
        var aspects = arguments.Aspects ?? [];
        if (aspects.Count > MaxAspects)
        {
            return Refusal.Of($"aspects has {aspects.Count}. Call again with at most {MaxAspects}.");
        }

        if (aspects.Select(a => Input.CheckText("an aspect", a, MaxAspect)).OfType<string>().FirstOrDefault() is { } error)
        {
            return new Refusal(error);
        }

        var (papers, problem) = await PaperConditions.PapersAsync(call.Library, arguments.Papers, 2, MaxPapers, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        using var turn = await call.TakeTurnAsync(cancellationToken);
        call.Progress.Report($"comparing {string.Join(", ", papers.Select(p => p.Key))}");
        var comparison = await call.Library.Assistant.CompareAsync([.. papers.Select(p => p.Key.Value)], aspects, cancellationToken);
        return new ToolReply<ComparedPapers>(
            $"A table with one column a paper; each cell is a quote.\n{Shown.Block(MarkdownFormat.Write(comparison, showQuotes: false), "Compare fewer papers or aspects.")}",
            new ComparedPapers(
                [.. comparison.Papers.Select(NamedPaper.Of)],
                [.. comparison.Rows.Select(r => new ComparedAspect(Shown.Item(r.Aspect), [.. r.Cells.Zip(comparison.Papers, (c, p) => new ComparedCell(p.Key.Value, c is null ? null : BackedSentence.Of(c)))]))],
                [.. comparison.Contrast.Select(BackedSentence.Of)]));
    }
}
