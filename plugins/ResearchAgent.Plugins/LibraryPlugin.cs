using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval;

namespace ResearchAgent.Plugins;

/// <summary>Finds papers. Every function answers in plain text that a small model can use; a mistake is explained, not thrown.</summary>
public sealed class LibraryPlugin(ResearchAssistant assistant, IPassageIndex index)
{
    private const int MaxPapers = 20;

    [KernelFunction("search_papers")]
    [Description("Finds papers of the library by keywords or a question. Returns one line per paper: [key] title, and the sentence that matches.")]
    public async Task<string> SearchPapersAsync(
        [Description("Keywords, or a question ending in a question mark.")] string query,
        [Description("How many papers, 1 to 20.")] int limit = 5,
        CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(query))
        {
            return "Error: the query is empty. Give keywords or a question.";
        }

        var options = query.TrimEnd().EndsWith('?') ? RetrievalOptions.Questions : RetrievalOptions.Keywords;
        var found = await assistant.SearchAsync(query, options with { MaxPerPaper = 1, Limit = Math.Clamp(limit, 1, MaxPapers) }, PassageFilter.None, cancellationToken);
        return found.Count == 0
            ? $"No paper of the library matches '{query}'. Try other words."
            : PaperText.Data(found.Select(p => $"[{p.Paper.Key}] {p.Paper.Title}: {PaperText.BestSentence(p)}"));
    }

    [KernelFunction("get_paper")]
    [Description("Gives a paper's record: title, authors, year, ids. Accepts a key, an id, a title or a method's name.")]
    public async Task<string> GetPaperAsync([Description("Key, id, title or method name.")] string name, CancellationToken cancellationToken = default) =>
        await assistant.ResolveAsync(name, cancellationToken) is { } paper
            ? PaperText.Data([Writing.Formats.ReferenceText.Line(Writing.Reference.To(paper)) + $" Key: {paper.Key}. Id: {paper.Id}."])
            : PaperText.NotFound(name);

    [KernelFunction("list_papers")]
    [Description("Lists papers of the library, 20 at a time: [key] title.")]
    public async Task<string> ListPapersAsync([Description("How many papers to skip, 0 for the first page.")] int skip = 0, CancellationToken cancellationToken = default)
    {
        var papers = await index.ListPapersAsync(PassageFilter.None, cancellationToken);
        var page = papers.Skip(Math.Max(0, skip)).Take(MaxPapers).ToList();
        return page.Count == 0
            ? $"The library has {papers.Count} papers; nothing is left after {skip}."
            : $"{papers.Count} papers in all.\n" + PaperText.Data(page.Select(p => $"[{p.Key}] {p.Title}"));
    }
}
