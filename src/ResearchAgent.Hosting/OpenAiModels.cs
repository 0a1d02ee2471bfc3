using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using OpenAI;
using OpenAI.Chat;
using ResearchAgent.LlamaEngine.Grammars;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Hosting;

/// <summary>
/// A server that speaks OpenAI's chat completions, such as llama.cpp's, Ollama or vLLM on this machine. Nothing leaves
/// the machine unless <c>Models:Chat:AllowRemote</c> says so, and then only encrypted.
/// </summary>
public static class OpenAiModels
{
    public const string EndpointSetting = "Models:Chat:Endpoint";
    private const string ModelSetting = "Models:Chat:Model";
    private const string KeySetting = "Models:Chat:ApiKeyVariable";
    private const string RemoteSetting = "Models:Chat:AllowRemote";
    private const string GrammarSetting = "Models:Chat:SendGrammar";

    // A large model on a small machine reads a page a minute; a person who is tired of waiting presses Ctrl-C.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <exception cref="ModelException">A setting is missing or wrong, or the endpoint is on another machine.</exception>
    public static IChatClient Open(IConfiguration settings)
    {
        var endpoint = Endpoint(settings);
        var model = settings[ModelSetting] is { } name && !string.IsNullOrWhiteSpace(name)
            ? name
            : throw new ModelException($"{ModelSetting} is not set. Name the model as the server at {endpoint} calls it.");
        var options = new OpenAIClientOptions { Endpoint = endpoint, NetworkTimeout = Patience };
        if (!endpoint.IsLoopback)
        {
            return Client(model, settings, options);
        }

        // No proxy and no redirect: either would take the text off the machine. No retries: a server that is not there will not come.
        options.Transport = new HttpClientPipelineTransport(new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan });
        options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        return new LocalServerClient(Client(model, settings, options), bool.TryParse(settings[GrammarSetting], out var sendsGrammar) && sendsGrammar);
    }

    private static IChatClient Client(string model, IConfiguration settings, OpenAIClientOptions options) =>
        new OpenAIClient(new ApiKeyCredential(Key(settings)), options).GetChatClient(model).AsIChatClient();

    private static Uri Endpoint(IConfiguration settings)
    {
        if (!Uri.TryCreate(settings[EndpointSetting], UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new ModelException($"{EndpointSetting} is '{settings[EndpointSetting]}', which is no address. It looks like http://127.0.0.1:8080/v1.");
        }

        if (endpoint.IsLoopback)
        {
            return endpoint;
        }

        return !bool.TryParse(settings[RemoteSetting], out var isAllowed) || !isAllowed
                ? throw new ModelException($"{EndpointSetting} is on another machine ('{endpoint.Host}'), and your questions and the papers' text would go there. Set {RemoteSetting} to true to allow that, or use a server on this machine.")
            : endpoint.Scheme != "https"
                ? throw new ModelException($"{EndpointSetting} is on another machine ('{endpoint.Host}') and not encrypted. Use an address that begins with https://.")
            : endpoint;
    }

    // Servers on one's own machine mostly ask for none, and the client insists on one.
    private static string Key(IConfiguration settings) => settings[KeySetting] switch
    {
        { Length: > 0 } variable => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key
            ? key
            : throw new ModelException($"The environment variable '{variable}', which {KeySetting} names, is not set. Put the key there."),
        _ => "none",
    };

    /// <summary>
    /// Ollama and others know the token limit only by its older name, which OpenAI's own newer models refuse. llama.cpp's
    /// server takes a grammar, so that no key can be written but those of the evidence; others may refuse a member they do not know.
    /// </summary>
    private sealed class LocalServerClient(IChatClient client, bool sendsGrammar) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(messages, WithOwnMembers(options), cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(messages, WithOwnMembers(options), cancellationToken);

        private ChatOptions? WithOwnMembers(ChatOptions? options)
        {
            var grammar = sendsGrammar && options is not null ? GrammarOf(options) : null;
            if (options is null || (options.MaxOutputTokens is null && grammar is null))
            {
                return options;
            }

            var copy = options.Clone();
            copy.RawRepresentationFactory = _ =>
            {
                var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // The only way to send a member that the client does not know.
                if (options.MaxOutputTokens is { } tokens)
                {
                    raw.Patch.Set("$.max_tokens"u8, tokens);
                }

                if (grammar is not null)
                {
                    raw.Patch.Set("$.grammar"u8, grammar);
                }
#pragma warning restore SCME0001
                return raw;
            };
            return copy;
        }

        private static string? GrammarOf(ChatOptions options) => options.AdditionalProperties is { } properties && properties.GetValueOrDefault(CitedProse.KeysProperty) is string[] { Length: > 0 } keys
            ? CitationGrammar.ToGbnf(keys, properties.GetValueOrDefault(CitedProse.MaxSentencesProperty) is int most ? most : 6, properties.GetValueOrDefault(CitedProse.AbstentionProperty) is true)
            : null;
    }
}
