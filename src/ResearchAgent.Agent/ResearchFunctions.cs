using System.ComponentModel;
using System.Globalization;
using Microsoft.SemanticKernel;
using ResearchAgent.Plugins;
using ResearchAgent.Reasoning;
using ResearchAgent.Retrieval;
using ResearchAgent.Verification;
using ResearchAgent.Writing;

namespace ResearchAgent.Agent;

/// <summary>
/// The functions that move a run on. What <c>gather_evidence</c> finds is kept in the run: the answer is written from
/// that, never from what the planner says.
/// </summary>
internal sealed class ResearchFunctions(ResearchAssistant assistant, AgentRun run)
{
    public const string PluginName = "Research";

    private const int SentencesShown = 6;
    private const int MaxPapers = 20;

    [KernelFunction("gather_evidence")]
    [Description("Searches the papers for the answer to one question, keeps what it finds for the answer, and says whether it is enough. Ask about one thing at a time.")]
    public async Task<string> GatherEvidenceAsync(
        [Description("One simple question that makes sense alone.")] string question,
        [Description("Other words for the same thing, to search with as well. Leave empty at first.")] string words = "",
        [Description("Keys or titles of papers to search in alone, with a semicolon between them. Leave empty to search in all.")] string papers = "",
        CancellationToken cancellationToken = default)
    {
        var (error, named) = await Input.PapersAsync(assistant, nameof(papers), papers, 0, MaxPapers, cancellationToken);
        if ((Input.CheckText(nameof(question), question) ?? error) is { } wrong)
        {
            return wrong;
        }

        // The user's own restriction holds whatever the planner asks for.
        var ids = named.Select(p => p.Id);
        var filter = named.Count == 0 ? run.Filter : run.Filter with { Papers = run.Filter.Papers.Count == 0 ? [.. ids] : [.. run.Filter.Papers.Intersect(ids)] };
        if (named.Count > 0 && filter.Papers.Count == 0)
        {
            return "Error: the user asked for other papers than these. Leave papers empty.";
        }

        var part = run.PartFor(question);
        var found = await assistant.GatherAsync(part is null or { IsSurvey: true } ? question : part.Text, RetrievalOptions.Questions with { OtherWords = words }, filter, run.Trace, cancellationToken);
        if (part is null)
        {
            return "This is not what the user asked. " + Report(found);
        }

        part.Keep(found);
        return Report(found);
    }

    [KernelFunction("ask_user")]
    [Description("Asks the user what a question means, when it cannot be searched for as it stands. Ends the search.")]
    public string AskUser([Description("The question to the user, in a sentence.")] string question)
    {
        run.Clarification = question;
        run.Stop("the user must say more");
        return "The user will answer.";
    }

    [KernelFunction("finish")]
    [Description("Ends the search. Call it when there is enough evidence for each part of the question, or when more searching would not help. The answer is then written from the evidence.")]
    public string Finish()
    {
        run.Stop("the planner is done");
        return "The answer is written now.";
    }

    private static string Report(Findings found)
    {
        if (found.Passages.Count == 0)
        {
            return "Not enough: nothing was found. Try other words, or finish.";
        }

        var verdict = string.Create(CultureInfo.InvariantCulture, $"{(found.AreEnough ? "Enough" : "Not enough")}: confidence {found.Confidence:F2}. ")
            + (found.AreEnough ? "" : "Try other words, or finish. ");
        var lines = found.AreEnough
            ? found.Evidence.Take(SentencesShown).Select(e => $"[{e.Paper.Key}] {e.Sentence.Passage.Id}: {CitationVerifier.WithoutSourceMarks(e.Text)}")
            : found.Passages.DistinctBy(p => p.Paper.Id).Take(SentencesShown).Select(p => $"[{p.Paper.Key}] {p.Paper.Title}");
        return verdict + "\n" + DataBlock.Lines("PAPER TEXT", lines);
    }
}
