using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing;

namespace ResearchAgent.Plugins;

/// <summary>Reads evidence and checks sentences against it.</summary>
public sealed class ReadingPlugin(ResearchAssistant assistant, IPassageIndex index)
{
    private const int MaxPassages = 8;

    [KernelFunction("gather_evidence")]
    [Description("Finds the passages that help to answer a question. Returns each passage with its id and the key to cite.")]
    public async Task<string> GatherEvidenceAsync([Description("The question.")] string question, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(question))
        {
            return "Error: the question is empty. Give a question in words.";
        }

        var passages = await assistant.SearchAsync(question, RetrievalOptions.Questions with { Limit = MaxPassages }, PassageFilter.None, cancellationToken);
        return passages.Count == 0
            ? "The library holds nothing on this."
            : PaperText.Data(passages.Select(p => $"[{p.Paper.Key}] {p.Passage.Id}: {p.Passage.Text}"));
    }

    [KernelFunction("read_passage")]
    [Description("Gives the text of one passage, with its neighbours if wished.")]
    public async Task<string> ReadPassageAsync(
        [Description("Passage id such as arxiv:2305.04091#0v1, as gather_evidence gives it.")] string id,
        [Description("How many passages before and after, 0 to 3.")] int neighbours = 0,
        CancellationToken cancellationToken = default)
    {
        if (!TryRead(id, out var passageId))
        {
            return $"Error: '{id}' is not a passage id. Ids look like arxiv:2305.04091#0v1; gather_evidence gives them.";
        }

        var around = Math.Clamp(neighbours, 0, 3);
        var passages = (await index.GetPassagesAsync(passageId.Paper, cancellationToken)).Where(p => Math.Abs(p.Id.Position - passageId.Position) <= around).ToList();
        return passages.Count == 0 ? $"Error: the library has no passage '{id}'." : PaperText.Data(passages.Select(p => $"{p.Id}: {p.Text}"));
    }

    [KernelFunction("quote_check")]
    [Description("Checks a sentence against a quote from a passage. Says Supported, or what is wrong.")]
    public async Task<string> QuoteCheckAsync(
        [Description("The sentence you want to write.")] string sentence,
        [Description("The exact words of the passage that back it.")] string quote,
        [Description("The passage's id.")] string passage,
        CancellationToken cancellationToken = default)
    {
        if (!TryRead(passage, out var id))
        {
            return $"Error: '{passage}' is not a passage id. Ids look like arxiv:2305.04091#0v1; gather_evidence gives them.";
        }

        var papers = await index.ListPapersAsync(new PassageFilter { Papers = [id.Paper] }, cancellationToken);
        if (papers is not [var paper])
        {
            return $"Error: the library has no paper '{id.Paper}'.";
        }

        var claim = new Claim(sentence, [new Citation(paper.Key, paper.Id, new Quote(id, 0, quote))]);
        return (await assistant.VerifyAsync([claim], cancellationToken))[0].Verdict.ToString();
    }

    private static bool TryRead(string text, out PassageId id)
    {
        try
        {
            id = PassageId.FromString(text ?? "");
            return true;
        }
        catch (FormatException)
        {
            id = default;
            return false;
        }
    }
}
