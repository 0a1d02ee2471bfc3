using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>Writes cited, verified text as Markdown. Its sentences are near the words of papers, so they come back marked as data.</summary>
public sealed class WritingPlugin(ResearchAssistant assistant)
{
    private const int MaxDraft = 20_000;
    private const int MaxCompared = 6;

    [KernelFunction("answer")]
    [Description("Answers a question from the library in one to six checked sentences with [keys]. Or says that the library does not answer it, and names the nearest papers.")]
    public async Task<string> AnswerAsync([Description("The question, in words.")] string question, CancellationToken cancellationToken = default) =>
        Input.CheckText(nameof(question), question)
        ?? Print(await assistant.AskAsync(question, PassageFilter.None, cancellationToken));

    [KernelFunction("compare")]
    [Description("Compares two to six papers in a table (problem, idea, data, result, limits) with a quote in each cell, and says how they differ.")]
    public async Task<string> CompareAsync(
        [Description("The papers by key, title or method name, with a semicolon between them, such as: Plan-and-Solve; Successive Prompting")] string papers,
        CancellationToken cancellationToken = default)
    {
        var names = Input.Names(papers);
        if (names.Count is < 2 or > MaxCompared)
        {
            return $"Error: papers is {Input.Echo(papers)}, which names {names.Count}. Call again with two to {MaxCompared} papers and a semicolon between them.";
        }

        var found = new List<Paper>();
        foreach (var name in names)
        {
            if ((Input.CheckText(nameof(papers), name), await assistant.ResolveAsync(name, cancellationToken)) is not (null, { } paper))
            {
                return Input.NoPaper(name);
            }

            if (found.Exists(p => p.Id == paper.Id))
            {
                return $"Error: papers names {paper.Key} twice, the second time as {Input.Echo(name)}. Call again with another paper in its place.";
            }

            found.Add(paper);
        }

        return Print(await assistant.CompareAsync([.. found.Select(p => p.Key.Value)], [], cancellationToken));
    }

    [KernelFunction("write_review")]
    [Description("Writes a literature review of a topic: one paragraph per theme, each sentence with [keys], and the references.")]
    public async Task<string> WriteReviewAsync([Description("The topic, in a few words.")] string topic, CancellationToken cancellationToken = default) =>
        Input.CheckText(nameof(topic), topic)
        ?? Print(await assistant.ReviewAsync(topic, PassageFilter.None, cancellationToken));

    [KernelFunction("write_related_work")]
    [Description("Writes a related-work section for the user's own draft: one paragraph per theme that says how it relates to the draft, each sentence with [keys], and the references.")]
    public async Task<string> WriteRelatedWorkAsync(
        [Description("The title of the draft.")] string title,
        [Description("The abstract of the draft.")] string text,
        CancellationToken cancellationToken = default) =>
        Input.CheckText(nameof(title), title)
        ?? Input.CheckText(nameof(text), text, MaxDraft)
        ?? Print(await assistant.RelatedWorkAsync(new Draft(title, text), PassageFilter.None, cancellationToken));

    private static string Print(GroundedText text) => text is Review { Themes.Count: 0 } nothing
        ? $"The library holds nothing on {Input.Echo(nothing.Topic)}. Try other words."
        : PaperText.Block(MarkdownFormat.Write(text, showQuotes: false));
}
