using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
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
        var (error, found) = await Input.PapersAsync(assistant, nameof(papers), papers, 2, MaxCompared, cancellationToken);
        return error ?? Print(await assistant.CompareAsync([.. found.Select(p => p.Key.Value)], [], cancellationToken));
    }

    [KernelFunction("outline_review")]
    [Description("Plans a literature review of a topic without writing it. Returns one line per theme and under it one line per paper: [key] title.")]
    public async Task<string> OutlineReviewAsync([Description("The topic, in a few words.")] string topic, CancellationToken cancellationToken = default)
    {
        if (Input.CheckText(nameof(topic), topic) is { } error)
        {
            return error;
        }

        var themes = await assistant.OutlineAsync(topic, PassageFilter.None, cancellationToken);
        return themes.Count == 0
            ? Nothing(topic)
            : PaperText.Lines(themes.SelectMany(t => t.Papers.Select(p => $"- [{p.Key}] {p.Title}").Prepend($"{t.Label}:")));
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
        ? Nothing(nothing.Topic)
        : PaperText.Block(MarkdownFormat.Write(text, showQuotes: false));

    private static string Nothing(string topic) => $"The library holds nothing on {Input.Echo(topic)}. Try other words.";
}
