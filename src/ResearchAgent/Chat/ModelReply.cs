using Microsoft.Extensions.AI;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Chat;

/// <summary>Asks a model for something a conversation can do without.</summary>
internal static class ModelReply
{
    /// <returns>The reply without thinking, trimmed; null when the model fails, writes nothing, or is cut off at its limit.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async Task<string?> GetAsync(
        IChatClient model, IPrompts prompts, string prompt, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken)
    {
        var rendered = await prompts.RenderAsync(prompt, inputs, cancellationToken);
        rendered.Options.Temperature ??= 0;
        rendered.Options.Seed ??= 0;
        try
        {
            var response = await model.GetResponseAsync(rendered.Messages, rendered.Options, cancellationToken);
            var text = CitedProse.WithoutThinking(response.Text ?? "").Trim();
            return text.Length == 0 || response.FinishReason == ChatFinishReason.Length ? null : text;
        }
        catch (Exception)
        {
            // The rules do without; only the caller's own wish ends the run.
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }
}
