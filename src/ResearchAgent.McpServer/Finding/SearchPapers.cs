using System.ComponentModel;
using System.Globalization;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.Papers;
using ResearchAgent.Plugins;
using ResearchAgent.Retrieval;

namespace ResearchAgent.McpServer.Finding;

internal sealed record SearchArguments(
    [property: Description("Keywords, or a question that ends in a question mark.")] string Query,
    [property: Description("How many papers to return, 1 to 20.")] int Limit = 5,
    [property: Description("Only papers of this year or later.")] int? YearFrom = null,
    [property: Description("Only papers of this year or earlier.")] int? YearTo = null,
    [property: Description("Only papers with one of these tags.")] IReadOnlyList<string>? Tags = null);

internal sealed record FoundPapers([property: Description("Best first; empty when nothing matches.")] IReadOnlyList<FoundPaper> Papers);

internal sealed record FoundPaper(
    [property: Description("The key to cite.")] string Key,
    string Title,
    string? Authors,
    int? Year,
    [property: Description("The id of the best passage, for read_passage.")] string Passage,
    int? Page,
    [property: Description("The sentence of the passage that matches best, verbatim.")] string Sentence,
    [property: Description("Higher is better; comparable within one search.")] double Score);

/// <summary>Finds papers by keywords or a question.</summary>
internal static class SearchPapers
{
    private const int MaxPapers = 20;

    public static ToolCard Card { get; } = new("search_papers", "Search papers",
        "Finds papers of the library by keywords or by a question. Gives for each paper, best first, its key, title, the sentence that matches and the id of its passage; read on with read_passage.");

    public static async Task<ToolReply<FoundPapers>> RunAsync(SearchArguments arguments, ToolCall call, CancellationToken cancellationToken)
    {
        if ((Input.CheckText("query", arguments.Query) ?? Input.CheckRange("limit", arguments.Limit, 1, MaxPapers)) is { } error)
        {
            return new Refusal(error);
        }

        var (filter, problem) = await PaperConditions.ReadAsync(call.Library, null, arguments.YearFrom, arguments.YearTo, arguments.Tags, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var options = arguments.Query.TrimEnd().EndsWith('?') ? RetrievalOptions.Questions : RetrievalOptions.Keywords;
        var found = await call.Library.Assistant.SearchAsync(arguments.Query, options with { MaxPerPaper = 1, Limit = arguments.Limit }, filter, cancellationToken);
        var papers = found.Select(Read).ToList();
        return new ToolReply<FoundPapers>(
            papers.Count == 0
                ? $"No paper of the library matches {Input.Echo(arguments.Query)}. Try other words."
                : string.Create(CultureInfo.InvariantCulture, $"Papers found: {papers.Count}, best first. Read on with read_passage and the id.\n{Shown.Lines(papers.Select(Line), "Call again with a smaller limit.")}"),
            new FoundPapers(papers));
    }

    private static FoundPaper Read(RetrievedPassage found)
    {
        var sentence = PaperText.BestSentences(found, 1).FirstOrDefault() ?? "";
        var start = Math.Max(0, found.Passage.Text.IndexOf(sentence, StringComparison.Ordinal));
        return new FoundPaper(
            found.Paper.Key.Value,
            Shown.Item(found.Paper.Title),
            PersonName.Short(found.Paper.Authors) is { } authors ? Shown.Item(authors) : null,
            found.Paper.Year,
            found.Passage.Id.Value,
            found.Passage.Pages.PageAt(start),
            Shown.Item(sentence),
            Math.Round(found.Score, 3));
    }

    private static string Line(FoundPaper paper)
    {
        var from = string.Join(", ", new[] { paper.Authors, paper.Year?.ToString(CultureInfo.InvariantCulture) }.OfType<string>());
        return string.Create(CultureInfo.InvariantCulture, $"[{paper.Key}] {paper.Title}{(from.Length > 0 ? $" ({from})" : "")} {paper.Passage}{(paper.Page is { } page ? $", p. {page}" : "")}: {paper.Sentence}");
    }
}
