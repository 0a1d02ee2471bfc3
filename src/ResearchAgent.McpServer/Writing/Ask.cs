using System.ComponentModel;
using System.Globalization;
using ResearchAgent.Indexing;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.McpServer.Finding;
using ResearchAgent.Plugins;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing;

namespace ResearchAgent.McpServer.Writing;

internal sealed record AskArguments(
    [property: Description("The question, in words.")] string Question,
    [property: Description("Only these papers, by key, id, title or method name.")] IReadOnlyList<string>? Papers = null,
    [property: Description("Only papers of this year or later.")] int? YearFrom = null,
    [property: Description("Only papers of this year or earlier.")] int? YearTo = null,
    [property: Description("Only papers with one of these tags.")] IReadOnlyList<string>? Tags = null);

internal sealed record BackedAnswer(
    [property: Description("False: the library does not answer, and abstention says why. Do not answer from memory instead.")] bool Answered,
    string? Abstention,
    [property: Description("Estimated probability, 0 to 1, that the library answers the question.")] double Confidence,
    IReadOnlyList<BackedSentence> Sentences,
    [property: Description("Parts of the question that the library does not answer, where it answers others.")] IReadOnlyList<UnansweredPart> Unanswered,
    [property: Description("The papers nearest to the question, best first.")] IReadOnlyList<NamedPaper> Nearest,
    IReadOnlyList<CitedReference> References,
    [property: Description("Who put the sentences into words: extractive for the papers' own, else the model.")] string WrittenBy);

internal sealed record UnansweredPart(string Question, string Reason);

/// <summary>Answers a question in sentences that are backed by quotes, or abstains.</summary>
internal static class Ask
{
    private const string Less = "Ask a narrower question, or name papers.";

    public static ToolCard Card { get; } = new("ask", "Ask the library",
        "Answers a question from the library in one to six sentences, each with the keys to cite and the quotes that back it. Or says that the library does not answer it, and names the nearest papers.");

    public static async Task<ToolReply<BackedAnswer>> RunAsync(AskArguments arguments, ToolCall call, CancellationToken cancellationToken)
    {
        if (Input.CheckText("question", arguments.Question) is { } error)
        {
            return new Refusal(error);
        }

        var (filter, problem) = await PaperConditions.ReadAsync(call.Library, arguments.Papers, arguments.YearFrom, arguments.YearTo, arguments.Tags, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        using var turn = await call.TakeTurnAsync(cancellationToken);
        var answer = call.Library.Ask is { } ask
            ? await ask(arguments.Question, filter, call.Steps, cancellationToken)
            : await call.Library.Assistant.WatchedBy(new RunProgress(call.Steps, null)).AskAsync(arguments.Question, filter, cancellationToken);
        var data = new BackedAnswer(
            !answer.Abstained,
            answer.Abstention is { } reason ? Shown.Item(reason) : null,
            Math.Round(answer.Confidence, 3),
            [.. answer.Claims.Select(BackedSentence.Of)],
            [.. answer.Gaps.Select(g => new UnansweredPart(Shown.Item(g.Question), Shown.Item(g.Reason)))],
            [.. answer.Nearest.Select(NamedPaper.Of)],
            [.. answer.References.Select(CitedReference.Of)],
            answer.Trace.Writer.Model ?? answer.Trace.Writer.Name);
        return new ToolReply<BackedAnswer>(data.Answered ? Answered(data) : Abstained(data), data);
    }

    private static string Answered(BackedAnswer answer) =>
        string.Create(CultureInfo.InvariantCulture, $"The library answers in {answer.Sentences.Count} {(answer.Sentences.Count == 1 ? "sentence" : "sentences")}. Cite the keys; under each sentence stand the quotes that back it.\n")
        + Shown.Lines(
            [
                .. answer.Sentences.SelectMany(s => s.Lines()),
                .. answer.Unanswered.Select(u => $"Not answered: {u.Question} {u.Reason}"),
                .. answer.References.Select(r => r.Line()).Prepend("References:"),
            ],
            Less);

    private static string Abstained(BackedAnswer answer)
    {
        const string Head = "The library does not answer this. That is the answer: do not replace it by what you remember.\n";
        return Head + Shown.Lines([answer.Abstention!, .. answer.Nearest.Count == 0 ? [] : answer.Nearest.Select(n => n.Line()).Prepend("Nearest papers:")], Less);
    }
}
