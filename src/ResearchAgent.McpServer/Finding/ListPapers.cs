using System.ComponentModel;
using System.Globalization;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.Plugins;

namespace ResearchAgent.McpServer.Finding;

internal sealed record ListArguments(
    [property: Description("How many papers to skip: 0 for the first page.")] int Skip = 0,
    [property: Description("How many papers to return, 1 to 100.")] int Limit = 20,
    [property: Description("Only papers of this year or later.")] int? YearFrom = null,
    [property: Description("Only papers of this year or earlier.")] int? YearTo = null,
    [property: Description("Only papers with one of these tags.")] IReadOnlyList<string>? Tags = null);

internal sealed record ListedPapers(
    [property: Description("How many papers there are in all.")] int Total,
    [property: Description("What to skip for the next page; null on the last one.")] int? NextSkip,
    IReadOnlyList<ListedPaper> Papers);

internal sealed record ListedPaper([property: Description("The key to cite.")] string Key, string Title, IReadOnlyList<string> Authors, int? Year, string Id, IReadOnlyList<string> Tags);

/// <summary>Goes through the papers of the library, a page at a time.</summary>
internal static class ListPapers
{
    private const int MaxPapers = 100;

    // Physics papers have thousands.
    private const int MaxAuthors = 10;
    private const int MaxTags = 20;

    public static ToolCard Card { get; } = new("list_papers", "List papers",
        "Lists the papers of the library in the order they were added, a page at a time: key, title, authors, year, id and tags.");

    public static async Task<ToolReply<ListedPapers>> RunAsync(ListArguments arguments, ToolCall call, CancellationToken cancellationToken)
    {
        if (Input.CheckRange("limit", arguments.Limit, 1, MaxPapers) is { } error)
        {
            return new Refusal(error);
        }

        var (filter, problem) = await PaperConditions.ReadAsync(call.Library, null, arguments.YearFrom, arguments.YearTo, arguments.Tags, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var papers = await call.Library.Index.ListPapersAsync(filter, cancellationToken);
        if (papers.Count == 0)
        {
            return new ToolReply<ListedPapers>("The library has no papers. Tell the user to add some.", new ListedPapers(0, null, []));
        }

        if (Input.CheckRange("skip", arguments.Skip, 0, papers.Count - 1) is { } beyond)
        {
            return new Refusal(beyond);
        }

        var next = arguments.Skip + arguments.Limit;
        var page = papers.Skip(arguments.Skip).Take(arguments.Limit).Select(p => new ListedPaper(
            p.Key.Value, Shown.Item(p.Title), [.. p.Authors.Take(MaxAuthors).Select(Shown.Item)], p.Year, p.Id.Value, [.. p.Tags.Take(MaxTags).Select(Shown.Item)])).ToList();
        var more = next < papers.Count ? string.Create(CultureInfo.InvariantCulture, $" Call again with skip {next} for more.") : "";
        return new ToolReply<ListedPapers>(
            string.Create(CultureInfo.InvariantCulture, $"Papers {arguments.Skip + 1} to {arguments.Skip + page.Count} of {papers.Count}.{more}\n{Shown.Lines(page.Select(Line), "Call again with a smaller limit.")}"),
            new ListedPapers(papers.Count, next < papers.Count ? next : null, page));
    }

    private static string Line(ListedPaper paper) => $"[{paper.Key}] {paper.Title}{(paper.Year is { } year ? $" ({year.ToString(CultureInfo.InvariantCulture)})" : "")}";
}
