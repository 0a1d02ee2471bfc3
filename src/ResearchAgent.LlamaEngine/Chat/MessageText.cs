using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Grammars;

namespace ResearchAgent.LlamaEngine.Chat;

/// <summary>Chat messages as the roles and texts that templates know.</summary>
internal static class MessageText
{
    /// <param name="tools">Functions to tell the model of, in the first system message.</param>
    /// <exception cref="NotSupportedException">A content that is neither text nor a call of a function nor its result.</exception>
    public static IEnumerable<(string Role, string Content)> Of(IEnumerable<ChatMessage> messages, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        var list = messages.ToList();
        var names = list.SelectMany(m => m.Contents).OfType<FunctionCallContent>().DistinctBy(c => c.CallId).ToDictionary(c => c.CallId, c => c.Name);
        var texts = list.Select(m => (Role: RoleOf(m), Content: string.Concat(m.Contents.Select(c => TextOf(c, names))))).ToList();
        if (tools.Count > 0)
        {
            var prompt = ToolPrompt.Write(tools);
            if (texts is [("system", var first), ..])
            {
                texts[0] = ("system", $"{first}\n\n{prompt}");
            }
            else
            {
                texts.Insert(0, ("system", prompt));
            }
        }

        return texts;
    }

    // Templates know no more roles; what a function returned comes from outside, as the user's words do.
    private static string RoleOf(ChatMessage message) =>
        message.Role == ChatRole.System ? "system" : message.Role == ChatRole.Assistant ? "assistant" : "user";

    private static string TextOf(AIContent content, IReadOnlyDictionary<string, string> names) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => ToolCallFormat.Write(call),
        FunctionResultContent result => ToolCallFormat.Write(result, names.GetValueOrDefault(result.CallId, "")),
        TextReasoningContent or UsageContent => "",
        _ => throw new NotSupportedException($"A message holds {content.GetType().Name}. This model reads text alone."),
    };
}
