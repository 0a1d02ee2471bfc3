using System.ComponentModel;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>Writes cited, verified text as Markdown.</summary>
public sealed class WritingPlugin(ResearchAssistant assistant)
{
    [KernelFunction("answer")]
    [Description("Answers a question in one to six sentences, each cited and verified; or says that the library does not hold the answer.")]
    public async Task<string> AnswerAsync([Description("The question.")] string question, CancellationToken cancellationToken = default) =>
        string.IsNullOrWhiteSpace(question)
            ? "Error: the question is empty. Give a question in words."
            : MarkdownFormat.Write(await assistant.AskAsync(question, PassageFilter.None, cancellationToken), showQuotes: false);

    [KernelFunction("compare")]
    [Description("Compares two or more papers in a table with a quote in every cell.")]
    public async Task<string> CompareAsync([Description("Papers by key, title or method name, separated by semicolons.")] string papers, CancellationToken cancellationToken = default)
    {
        try
        {
            var names = (papers ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return MarkdownFormat.Write(await assistant.CompareAsync(names, [], cancellationToken), showQuotes: false);
        }
        catch (PaperNotFoundException e)
        {
            return "Error: " + e.Message;
        }
    }

    [KernelFunction("write_review")]
    [Description("Writes a literature review of a topic, grouped by theme, every sentence cited.")]
    public async Task<string> WriteReviewAsync([Description("The topic in a few words.")] string topic, CancellationToken cancellationToken = default) =>
        Themes(await assistant.ReviewAsync(topic ?? "", PassageFilter.None, cancellationToken), topic ?? "");

    [KernelFunction("write_related_work")]
    [Description("Writes a related-work section around an abstract, saying what each theme shares with it.")]
    public async Task<string> WriteRelatedWorkAsync(
        [Description("Title of the draft.")] string title,
        [Description("Abstract of the draft.")] string text,
        CancellationToken cancellationToken = default) =>
        Themes(await assistant.RelatedWorkAsync(new Draft(title ?? "", text ?? ""), PassageFilter.None, cancellationToken), title ?? "");

    private static string Themes(Review review, string topic) =>
        review.Themes.Count == 0 ? $"The library holds nothing on '{SingleLine.Of(topic)}'. Try other words." : MarkdownFormat.Write(review, showQuotes: false);
}
