using System.ComponentModel;
using System.Globalization;
using ResearchAgent.Indexing;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.Papers;
using ResearchAgent.Plugins;

namespace ResearchAgent.McpServer.Finding;

internal sealed record ReadArguments(
    [property: Description("The passage id, such as arxiv:2305.04091#0v1, as search_papers and ask give it. Leave it out to name a paper and a position.")] string? Passage = null,
    [property: Description("Instead of a passage id: the paper's key, id or title.")] string? Paper = null,
    [property: Description("With paper: which of its passages, from 0.")] int Position = 0,
    [property: Description("How many passages before and after it to read too, 0 to 3.")] int Neighbours = 0);

internal sealed record ReadPassages(
    [property: Description("The key to cite.")] string Key,
    string Title,
    [property: Description("How many passages the paper has.")] int Total,
    [property: Description("The id of the passage before these; null at the beginning.")] string? Previous,
    [property: Description("The id of the passage after these; null at the end.")] string? Next,
    [property: Description("In reading order.")] IReadOnlyList<PassageText> Passages);

internal sealed record PassageText(
    string Id,
    int Position,
    string Heading,
    [property: Description("The page of the file on which it begins; null for a text without pages.")] int? Page,
    string Text);

/// <summary>Reads a passage and what stands around it.</summary>
internal static class ReadPassage
{
    private const int MaxNeighbours = 3;

    public static ToolCard Card { get; } = new("read_passage", "Read a passage",
        "Gives the full text of one passage of a paper with its heading and page, and of its neighbours if wanted. Name it by its id, or by paper and position.");

    public static async Task<ToolReply<ReadPassages>> RunAsync(ReadArguments arguments, ToolCall call, CancellationToken cancellationToken)
    {
        if (Input.CheckRange("neighbours", arguments.Neighbours, 0, MaxNeighbours) is { } error)
        {
            return new Refusal(error);
        }

        var (paper, passages, position, problem) = await FindAsync(arguments, call.Library, cancellationToken);
        if (paper is null)
        {
            return problem!;
        }

        var first = Math.Max(0, position - arguments.Neighbours);
        var last = Math.Min(passages.Count - 1, position + arguments.Neighbours);
        var read = new ReadPassages(
            paper.Key.Value,
            Shown.Item(paper.Title),
            passages.Count,
            first > 0 ? passages[first - 1].Id.Value : null,
            last < passages.Count - 1 ? passages[last + 1].Id.Value : null,
            [.. passages.Take(last + 1).Skip(first).Select((p, i) => new PassageText(p.Id.Value, first + i, Shown.Item(p.Heading), p.Pages.PageAt(0), Shown.Passage(p.Text)))]);
        var around = string.Join(' ', new[] { read.Previous is { } before ? $"Before: {before}." : "", read.Next is { } after ? $"After: {after}." : "" }.Where(t => t.Length > 0));
        return new ToolReply<ReadPassages>(
            string.Create(CultureInfo.InvariantCulture, $"Passages of [{read.Key}]: {read.Passages.Count} of {read.Total}. {around}").TrimEnd() + $"\n{Shown.Lines(read.Passages.Select(p => Line(read, p)), "Call again with fewer neighbours.")}",
            read);
    }

    private static async Task<(Paper? Paper, IReadOnlyList<Passage> Passages, int Position, Refusal? Problem)> FindAsync(ReadArguments arguments, McpLibrary library, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(arguments.Passage))
        {
            return await FindByPaperAsync(arguments, library, cancellationToken);
        }

        if (!TryParse(arguments.Passage, out var id))
        {
            return Refuse($"passage is {Input.Echo(arguments.Passage)}, which is no passage id. Ids look like arxiv:2305.04091#0v1; call search_papers to get them, or give paper and position.");
        }

        var papers = await library.Index.ListPapersAsync(new PassageFilter { Papers = [id.Paper] }, cancellationToken);
        if (papers is not [var paper])
        {
            return (null, [], 0, await NearestPapers.RefuseAsync(library, id.Paper.Value, cancellationToken));
        }

        var passages = await library.Index.GetPassagesAsync(id.Paper, cancellationToken);
        var position = passages.ToList().FindIndex(p => p.Id == id);
        return position >= 0 ? (paper, passages, position, null) : Refuse($"{paper.Key} has no passage {Input.Echo(arguments.Passage)}. {Range(passages)}");
    }

    private static async Task<(Paper? Paper, IReadOnlyList<Passage> Passages, int Position, Refusal? Problem)> FindByPaperAsync(ReadArguments arguments, McpLibrary library, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(arguments.Paper))
        {
            return Refuse("read_passage was called without passage. Call again with passage, such as arxiv:2305.04091#0v1, or with paper and position.");
        }

        if (Input.CheckText("paper", arguments.Paper) is { } error)
        {
            return (null, [], 0, new Refusal(error));
        }

        if (await library.Assistant.ResolveAsync(arguments.Paper, cancellationToken) is not { } paper)
        {
            return (null, [], 0, await NearestPapers.RefuseAsync(library, arguments.Paper, cancellationToken));
        }

        var passages = await library.Index.GetPassagesAsync(paper.Id, cancellationToken);
        return arguments.Position >= 0 && arguments.Position < passages.Count
            ? (paper, passages, arguments.Position, null)
            : Refuse(string.Create(CultureInfo.InvariantCulture, $"{paper.Key} has no passage at position {arguments.Position}. {Range(passages)}"));
    }

    private static string Range(IReadOnlyList<Passage> passages) => passages.Count == 0
        ? "Only its record is known, not its text."
        : string.Create(CultureInfo.InvariantCulture, $"Its passages are {passages[0].Id} to {passages[^1].Id}, positions 0 to {passages.Count - 1}. Call again with one of them.");

    private static (Paper? Paper, IReadOnlyList<Passage> Passages, int Position, Refusal? Problem) Refuse(string text) => (null, [], 0, Refusal.Of(text));

    private static bool TryParse(string text, out PassageId id)
    {
        try
        {
            id = PassageId.FromString(text.Trim(' ', '[', ']', '"'));
            return true;
        }
        catch (FormatException)
        {
            id = default;
            return false;
        }
    }

    private static string Line(ReadPassages read, PassageText passage) => string.Create(
        CultureInfo.InvariantCulture, $"[{read.Key}{(passage.Page is { } page ? $" p. {page}" : "")}] {passage.Id}{(passage.Heading.Length > 0 ? $" ({passage.Heading})" : "")}: {passage.Text}");
}
