using Microsoft.Extensions.AI;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Tests.Chat;

/// <summary>A double: keeps what it is given and renders it as one message.</summary>
internal sealed class PlainPrompts : IPrompts
{
    public string Name { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Inputs { get; private set; } = new Dictionary<string, string>();

    public Task<Prompt> RenderAsync(string name, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken)
    {
        (Name, Inputs) = (name, inputs);
        return Task.FromResult(new Prompt([new ChatMessage(ChatRole.User, string.Join('\n', inputs.Values))], new ChatOptions()));
    }
}
