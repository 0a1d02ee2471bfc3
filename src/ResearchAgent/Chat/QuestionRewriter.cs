using Microsoft.Extensions.AI;
using ResearchAgent.Text;
using ResearchAgent.Writing.Fluent;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Chat;

/// <summary>
/// Has a model write a follow-up again so that it stands alone (prompt "follow-up"). What it writes is data: a line that is
/// no plausible reading of the question is ignored, and so is a model that fails. As safe for concurrent use as the model is.
/// </summary>
public sealed class QuestionRewriter(IChatClient model, IPrompts prompts)
{
    private const int MaxLength = 400;

    /// <param name="memory">What the conversation holds, as <see cref="Recollection.Text"/> tells it.</param>
    /// <returns>One line; null when the model gave none that can be used, or repeats the question.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<string?> RewriteAsync(string question, string memory, CancellationToken cancellationToken)
    {
        var reply = await ModelReply.GetAsync(model, prompts, "follow-up", new Dictionary<string, string> { ["memory"] = memory, ["question"] = question }, cancellationToken);
        return reply is not null && IsReading(reply, question, memory) ? SingleLine.Of(reply).Trim('"', '“', '”', ' ') : null;
    }

    private static bool IsReading(string reply, string question, string memory)
    {
        // It must speak of something that was spoken of: else it is the model's own idea, or what a paper talked it into.
        var known = Terms.SetOf(memory + " " + question);
        return reply.Length <= MaxLength
            && !reply.Contains('\n', StringComparison.Ordinal)
            && Terms.SetOf(reply).Overlaps(known)
            && !string.Equals(SingleLine.Of(reply), SingleLine.Of(question), StringComparison.OrdinalIgnoreCase);
    }
}
