using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>Keys and bibliography entries; a model never writes one itself.</summary>
public sealed class CitationsPlugin(ResearchAssistant assistant)
{
    private const int MaxEntries = 20;

    [KernelFunction("bibtex")]
    [Description("Gives the BibTeX entries of papers. Always use this; never write an entry yourself.")]
    public async Task<string> BibTexAsync(
        [Description("The papers' keys with a semicolon between them, 1 to 20, such as: Wang2023PlanAndSolve; Dua2022SuccessivePromptingDecomposing")] string keys,
        CancellationToken cancellationToken = default)
    {
        var names = Input.Names(keys);
        if (names.Count is < 1 or > MaxEntries)
        {
            return $"Error: keys is {Input.Echo(keys)}, which names {names.Count}. Call again with 1 to {MaxEntries} keys and a semicolon between them.";
        }

        var found = new List<Paper>();
        foreach (var name in names)
        {
            if ((Input.CheckText(nameof(keys), name), await assistant.ResolveAsync(name, cancellationToken)) is not (null, { } paper))
            {
                return Input.NoPaper(name);
            }

            found.Add(paper);
        }

        return PaperText.Block(BibTexFormat.Write(found.Select(Reference.To)));
    }

    [KernelFunction("resolve")]
    [Description("Gives the citation key of a paper. Returns the key alone.")]
    public async Task<string> ResolveAsync([Description("The paper's title, method name, acronym, key or id.")] string name, CancellationToken cancellationToken = default) =>
        Input.CheckText(nameof(name), name)
        ?? (await assistant.ResolveAsync(name, cancellationToken))?.Key.Value
        ?? Input.NoPaper(name);
}
