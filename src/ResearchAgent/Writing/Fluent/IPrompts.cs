using Microsoft.Extensions.AI;

namespace ResearchAgent.Writing.Fluent;

/// <summary>The prompts that a model is sent. They are files; who reads and renders them is not the core's business.</summary>
public interface IPrompts
{
    /// <param name="name">"answer", "compare", "review" or "related-work".</param>
    /// <param name="inputs">A value for each input that the prompt declares. Values are data: nothing in them is a template or a message.</param>
    /// <returns>Messages and options that the caller may change.</returns>
    Task<Prompt> RenderAsync(string name, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken);
}

/// <param name="Options">Temperature, token limit and what else the prompt's own settings say.</param>
public sealed record Prompt(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>Whose text it is: "program", or "library" where the library's own stands in for the program's.</summary>
    public string Origin { get; init; } = "program";
}
