using Microsoft.Extensions.AI;

namespace ResearchAgent.Hosting;

/// <summary>Stands for a model that could not be opened, and says so whenever it is asked.</summary>
public sealed class UnusableModel(ModelException reason) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromException<ChatResponse>(reason);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw reason;

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(defaultModelId: "not usable") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
