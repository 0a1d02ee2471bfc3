using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>Finds papers.</summary>
public sealed class LibraryPlugin(ResearchAssistant assistant, IPassageIndex index)
{
    private const int PageSize = 20;

    [KernelFunction("search_papers")]
    [Description("Finds papers of the library by keywords or by a question. Returns one line per paper, best first: [key] title: the sentence that matches.")]
    public async Task<string> SearchPapersAsync(
        [Description("Keywords, or a question that ends in a question mark.")] string query,
        [Description("How many papers to return, 1 to 20.")] int limit = 5,
        CancellationToken cancellationToken = default)
    {
        if ((Input.CheckText(nameof(query), query) ?? Input.CheckRange(nameof(limit), limit, 1, PageSize)) is { } error)
        {
            return error;
        }

        var options = query.TrimEnd().EndsWith('?') ? RetrievalOptions.Questions : RetrievalOptions.Keywords;
        var found = await assistant.SearchAsync(query, options with { MaxPerPaper = 1, Limit = limit }, PassageFilter.None, cancellationToken);
        return found.Count == 0
            ? $"No paper of the library matches {Input.Echo(query)}. Try other words."
            : Found(found);
    }

    [KernelFunction("get_paper")]
    [Description("Gives the record of one paper: authors, year, title, where it appeared, key, id, and the ids of its passages.")]
    public async Task<string> GetPaperAsync(
        [Description("The paper's key, id, title, method name or acronym.")] string name,
        CancellationToken cancellationToken = default)
    {
        if (Input.CheckText(nameof(name), name) is { } error)
        {
            return error;
        }

        if (await assistant.ResolveAsync(name, cancellationToken) is not { } paper)
        {
            return Input.NoPaper(name);
        }

        var passages = await index.GetPassagesAsync(paper.Id, cancellationToken);
        return PaperText.Lines(
        [
            ReferenceText.Line(Reference.To(paper)),
            $"Key: {paper.Key}",
            $"Id: {paper.Id}",
            $"Passages: {passages.Count}" + (passages.Count == 0 ? "" : $", from {passages[0].Id} to {passages[^1].Id}"),
        ]);
    }

    [KernelFunction("find_similar")]
    [Description("Finds the papers whose content is nearest to a given paper. Returns one line per paper, nearest first: [key] title: the sentence that is nearest.")]
    public async Task<string> FindSimilarAsync(
        [Description("The given paper's key, id, title, method name or acronym.")] string name,
        [Description("How many papers to return, 1 to 20.")] int limit = 5,
        CancellationToken cancellationToken = default)
    {
        if ((Input.CheckText(nameof(name), name) ?? Input.CheckRange(nameof(limit), limit, 1, PageSize)) is { } error)
        {
            return error;
        }

        if (await assistant.ResolveAsync(name, cancellationToken) is not { } paper)
        {
            return Input.NoPaper(name);
        }

        var found = await assistant.FindSimilarAsync(paper, limit, cancellationToken);
        return found.Count == 0 ? $"The library holds no paper near {paper.Key}." : Found(found);
    }

    [KernelFunction("list_papers")]
    [Description("Lists the papers of the library, 20 at a time. Returns one line per paper: [key] title.")]
    public async Task<string> ListPapersAsync(
        [Description("How many papers to skip: 0 for the first page, 20 for the second.")] int skip = 0,
        CancellationToken cancellationToken = default)
    {
        var papers = await index.ListPapersAsync(PassageFilter.None, cancellationToken);
        if (papers.Count == 0)
        {
            return "The library has no papers. Tell the user to add some.";
        }

        return Input.CheckRange(nameof(skip), skip, 0, papers.Count - 1)
            ?? $"{papers.Count} papers in all.\n{PaperText.Lines(papers.Skip(skip).Take(PageSize).Select(p => $"[{p.Key}] {p.Title}"))}";
    }

    private static string Found(IEnumerable<RetrievedPassage> found) =>
        PaperText.Lines(found.Select(p => $"[{p.Paper.Key}] {p.Paper.Title}: {string.Concat(PaperText.BestSentences(p, 1))}"));
}
