using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Plugins;

/// <summary>Keys, references and bibliography entries; a model never writes one itself.</summary>
public sealed class CitationsPlugin(ResearchAssistant assistant)
{
    private const int MaxEntries = 20;
    private const string Plain = "plain";

    [KernelFunction("format")]
    [Description("Gives the references of papers as people read them. Always use this or bibtex; never write a reference yourself. Returns one line per paper: [key] reference; in a style the lines are in its order.")]
    public async Task<string> FormatAsync(
        [Description("The papers' keys with a semicolon between them, 1 to 20, such as: Wang2023PlanAndSolve; Dua2022SuccessivePromptingDecomposing")] string keys,
        [Description("How a reference is written: plain, apa, ieee, chicago, vancouver or acm.")] string style = Plain,
        CancellationToken cancellationToken = default)
    {
        var known = CitationStyle.Find(style);
        if (known is null && !string.Equals(style.Trim(), Plain, StringComparison.OrdinalIgnoreCase))
        {
            return $"Error: style is {Input.Echo(style)}. Call again with style {Plain}, {string.Join(", ", CitationStyle.All.SkipLast(1).Select(s => s.Name))} or {CitationStyle.All[^1].Name}.";
        }

        var (error, papers) = await Input.PapersAsync(assistant, nameof(keys), keys, 1, MaxEntries, cancellationToken);
        return error ?? PaperText.Lines(known is null
            ? papers.Select(p => $"[{p.Key}] {ReferenceText.Line(Reference.To(p))}")
            : known.List(papers.Select(Reference.To)).Entries.Select(e => $"[{e.Reference.Key}] {StyledRun.Plain(e.Runs)}"));
    }

    [KernelFunction("bibtex")]
    [Description("Gives the BibTeX entries of papers. Always use this; never write an entry yourself.")]
    public async Task<string> BibTexAsync(
        [Description("The papers' keys with a semicolon between them, 1 to 20, such as: Wang2023PlanAndSolve; Dua2022SuccessivePromptingDecomposing")] string keys,
        CancellationToken cancellationToken = default)
    {
        var (error, papers) = await Input.PapersAsync(assistant, nameof(keys), keys, 1, MaxEntries, cancellationToken);
        return error ?? PaperText.Block(BibTexFormat.Write(papers.Select(Reference.To)));
    }

    [KernelFunction("resolve")]
    [Description("Gives the citation key of a paper. Returns the key alone.")]
    public async Task<string> ResolveAsync([Description("The paper's title, method name, acronym, key or id.")] string name, CancellationToken cancellationToken = default) =>
        Input.CheckText(nameof(name), name)
        ?? (await assistant.ResolveAsync(name, cancellationToken))?.Key.Value
        ?? Input.NoPaper(name);
}
