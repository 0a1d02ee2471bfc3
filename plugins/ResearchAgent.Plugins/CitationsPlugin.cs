using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>Keys and bibliography entries; a model never writes one itself.</summary>
public sealed class CitationsPlugin(ResearchAssistant assistant)
{
    [KernelFunction("bibtex")]
    [Description("Gives the BibTeX entries of papers.")]
    public async Task<string> BibTexAsync([Description("Keys or titles, separated by semicolons.")] string papers, CancellationToken cancellationToken = default)
    {
        var found = new List<Paper>();
        foreach (var name in (papers ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (await assistant.ResolveAsync(name, cancellationToken) is not { } paper)
            {
                return PaperText.NotFound(name);
            }

            found.Add(paper);
        }

        return found.Count == 0 ? "Error: no paper is named. Give keys or titles, separated by semicolons." : BibTexFormat.Write(found.DistinctBy(p => p.Id).Select(Reference.To));
    }

    [KernelFunction("resolve")]
    [Description("Gives the citation key of a paper that is named by title, method or acronym.")]
    public async Task<string> ResolveAsync([Description("Title, method name, acronym, key or id.")] string name, CancellationToken cancellationToken = default) =>
        await assistant.ResolveAsync(name ?? "", cancellationToken) is { } paper ? paper.Key.Value : PaperText.NotFound(name ?? "");
}
