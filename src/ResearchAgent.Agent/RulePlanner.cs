using Microsoft.Extensions.AI;
using ResearchAgent.Questions;
using ResearchAgent.Reasoning;
using ResearchAgent.Retrieval.StaticVectors;

namespace ResearchAgent.Agent;

/// <summary>
/// Plans without a model, by rules over the run: gathers evidence for each part of the question, tries again with other
/// words where that was not enough, and finishes. It speaks as a chat model does, in calls of functions, so that the
/// loop around it is the same.
/// </summary>
internal sealed class RulePlanner(AgentRun run) : IChatClient
{
    /// <summary>Searches on one part, the first among them.</summary>
    private const int MaxTries = 2;

    private const int OtherWords = 8;
    private const float MinSimilarity = 0.45f;

    private int _calls;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = Next();

        // How plugin and function are joined is Semantic Kernel's business.
        var name = options?.Tools?.FirstOrDefault(t => t.Name.EndsWith(call.Function, StringComparison.Ordinal))?.Name ?? call.Function;
        var content = new FunctionCallContent($"rule-{++_calls}", name, call.Arguments);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])) { FinishReason = ChatFinishReason.ToolCalls });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("rules", defaultModelId: "rules") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private Call Next()
    {
        if (run.Calls == 0 && NeedsClarifying(run.Question))
        {
            return new Call("ask_user", new() { ["question"] = "Which paper, method or subject is the question about? It names none to search for." });
        }

        if (run.Parts.Find(p => p.Tries == 0) is { } untried)
        {
            return Gather(untried, "");
        }

        if (run.Parts.Find(p => p.Tries <= p.Alternatives.Count) is { } wide)
        {
            return new Call("gather_evidence", new() { ["question"] = wide.Alternatives[wide.Tries - 1] });
        }

        var thin = run.Parts.Find(p => p.Tries - p.Alternatives.Count < MaxTries && (p.IsSurvey || p.Best is { AreEnough: false }) && OtherWordsFor(p).Length > 0);
        return thin is null ? new Call("finish", []) : Gather(thin, OtherWordsFor(thin));
    }

    private Call Gather(QuestionPart part, string words)
    {
        var arguments = new Dictionary<string, object?> { ["question"] = part.Text };
        if (words.Length > 0)
        {
            arguments["words"] = words;
        }

        if (part.LeansOnPrevious && PapersBefore(part) is { Length: > 0 } papers)
        {
            arguments["papers"] = papers;
        }

        return new Call("gather_evidence", arguments);
    }

    // What the part before was answered from: its first paper, or those that it compares.
    private string PapersBefore(QuestionPart part)
    {
        var before = run.Parts[Math.Max(0, run.Parts.IndexOf(part) - 1)].Best;
        return before is not { AreEnough: true } ? ""
            : string.Join("; ", before.Passages.Select(p => p.Paper).DistinctBy(p => p.Id).Take(Math.Max(1, before.ComparedPapers)).Select(p => p.Key.Value));
    }

    // Words used like the part's words, by turns for each of them; what the library calls it may be among them.
    private static string OtherWordsFor(QuestionPart part)
    {
        var terms = Question.Read(part.Text).Terms;
        var neighbours = terms.Select(t => StaticWordVectors.Shared.Neighbours(t, MinSimilarity).Select(n => n.Stem).Where(s => !terms.Contains(s)).ToList()).ToList();
        return string.Join(' ', Enumerable.Range(0, OtherWords).SelectMany(i => neighbours.Where(n => n.Count > i).Select(n => n[i])).Distinct().Take(OtherWords));
    }

    // Nothing to look for: "What about it?", "Tell me more."
    private static bool NeedsClarifying(string question)
    {
        var read = Question.Read(question);
        return read.Names.Count == 0 && read.Terms.All(Question.IsFrame);
    }

    private sealed record Call(string Function, Dictionary<string, object?> Arguments);
}
