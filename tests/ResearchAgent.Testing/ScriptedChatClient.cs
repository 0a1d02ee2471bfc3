using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ResearchAgent.Testing;

/// <summary>A double: keeps what it is asked and answers as the script says. Semantic Kernel wants the metadata.</summary>
public sealed class ScriptedChatClient(Func<IReadOnlyList<ChatMessage>, CancellationToken, ChatResponse> script) : IChatClient
{
    /// <summary>Answers in turn; the last reply again and again.</summary>
    public ScriptedChatClient(params string[] replies)
        : this(InTurn(replies))
    {
    }

    /// <summary>What it was asked last.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; private set; } = [];

    public ChatOptions? Options { get; private set; }

    /// <summary>How often it was asked.</summary>
    public int Calls { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Messages = [.. messages];
        Options = options;
        Calls++;
        return Task.FromResult(script(Messages, cancellationToken));
    }

    /// <summary>The reply word by word.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var word in response.Text.Split(' ').Select((w, i) => i == 0 ? w : " " + w))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Written?.Invoke(word);
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        }
    }

    /// <summary>Told each word before it is handed out.</summary>
    public Action<string>? Written { get; set; }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted", defaultModelId: "script") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static Func<IReadOnlyList<ChatMessage>, CancellationToken, ChatResponse> InTurn(string[] replies)
    {
        var next = 0;
        return (_, _) => new ChatResponse(new ChatMessage(ChatRole.Assistant, replies[Math.Min(next++, replies.Length - 1)]));
    }
}
