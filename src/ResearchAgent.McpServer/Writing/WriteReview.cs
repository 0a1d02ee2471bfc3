using System.ComponentModel;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.McpServer.Finding;
using ResearchAgent.Plugins;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.McpServer.Writing;

internal sealed record ReviewArguments(
    [property: Description("The topic in a few words; with an abstract, the title of the draft.")] string? Topic = null,
    [property: Description("The abstract of the user's own draft, for a related-work section around it.")] string? Abstract = null,
    [property: Description("Only papers of this year or later.")] int? YearFrom = null,
    [property: Description("Only papers of this year or earlier.")] int? YearTo = null,
    [property: Description("Only papers with one of these tags.")] IReadOnlyList<string>? Tags = null);

internal sealed record WrittenReview(
    [property: Description("Empty when the library holds nothing on the topic.")] IReadOnlyList<ReviewTheme> Themes,
    IReadOnlyList<CitedReference> References);

internal sealed record ReviewTheme(string Label, IReadOnlyList<BackedSentence> Sentences);

/// <summary>Writes a review of a topic, or related work around a draft.</summary>
internal static class WriteReview
{
    private const int MaxDraft = 20_000;

    public static ToolCard Card { get; } = new("review", "Write a review",
        "Writes a literature review of a topic, or a related-work section around the abstract of a draft: one paragraph per theme, each sentence with the keys to cite and the quotes that back it, and the references.");

    public static async Task<ToolReply<WrittenReview>> RunAsync(ReviewArguments arguments, ToolCall call, CancellationToken cancellationToken)
    {
        var (topic, draft) = (arguments.Topic?.Trim() ?? "", arguments.Abstract?.Trim() ?? "");
        if (topic.Length == 0 && draft.Length == 0)
        {
            return Refusal.Of("review was called without topic. Call again with topic, abstract or both.");
        }

        var tooLong = topic.Length > 0 ? Input.CheckText("topic", topic) : null;
        if ((tooLong ?? (draft.Length > 0 ? Input.CheckText("abstract", draft, MaxDraft) : null)) is { } error)
        {
            return new Refusal(error);
        }

        var (filter, problem) = await PaperConditions.ReadAsync(call.Library, null, arguments.YearFrom, arguments.YearTo, arguments.Tags, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        using var turn = await call.TakeTurnAsync(cancellationToken);
        call.Progress.Report("grouping papers by theme and writing");
        var review = draft.Length == 0
            ? await call.Library.Assistant.ReviewAsync(topic, filter, cancellationToken)
            : await call.Library.Assistant.RelatedWorkAsync(new Draft(topic, draft), filter, cancellationToken);
        return new ToolReply<WrittenReview>(
            review.Themes.Count == 0
                ? $"The library holds nothing on {Input.Echo(topic.Length > 0 ? topic : draft)}. Try other words."
                : $"Each sentence is backed by quotes of the papers whose keys stand after it.\n{Shown.Block(MarkdownFormat.Write(review, showQuotes: false), "Name a narrower topic.")}",
            new WrittenReview(
                [.. review.Themes.Select(t => new ReviewTheme(Shown.Item(t.Label), [.. t.Claims.Select(BackedSentence.Of)]))],
                [.. review.References.Select(CitedReference.Of)]));
    }
}
