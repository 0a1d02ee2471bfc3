using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace ResearchAgent.Hosting;

/// <summary>Opens the chat model that the settings name: a file for the engine inside, or a server.</summary>
public static class ChatModels
{
    private const string PathSetting = LlamaModels.ChatSection + ":Path";

    public static bool IsConfigured(IConfiguration settings) =>
        !string.IsNullOrWhiteSpace(settings[PathSetting]) || !string.IsNullOrWhiteSpace(settings[OpenAiModels.EndpointSetting]);

    /// <exception cref="ModelException">No model is configured, or the one that is cannot be used.</exception>
    public static Task<IChatClient> OpenAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var hasEndpoint = !string.IsNullOrWhiteSpace(settings[OpenAiModels.EndpointSetting]);
        return settings[PathSetting] switch
        {
            { Length: > 0 } when hasEndpoint => throw new ModelException($"Both {PathSetting} and {OpenAiModels.EndpointSetting} are set. Keep one of them."),
            { Length: > 0 } => LlamaModels.OpenChatAsync(settings, cancellationToken),
            _ when hasEndpoint => Task.FromResult(OpenAiModels.Open(settings)),
            _ => throw new ModelException($"No chat model is configured. Set {PathSetting} or {OpenAiModels.EndpointSetting} in appsettings.json ('research models' lists models that run here), or write without one: --writer extractive."),
        };
    }
}

/// <summary>The configured language model cannot be used; the message names the setting and says what to do.</summary>
public sealed class ModelException(string message) : Exception(message);
