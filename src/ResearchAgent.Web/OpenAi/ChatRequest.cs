using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResearchAgent.Web.Api.Requests;

namespace ResearchAgent.Web.OpenAi;

/// <summary>What of a chat completion request matters here. Sampling parameters and all that is unknown are ignored.</summary>
internal sealed record ChatRequest(ChatModel Model, IReadOnlyList<ChatRequestMessage> Messages, bool Streams, bool IncludesUsage)
{
    // What would have to be obeyed: an answer that silently does not is worse than none.
    private static readonly string[] Refused = ["tools", "functions"];

    /// <exception cref="OpenAiException">A member is missing or wrong, or asks for what is not done here.</exception>
    public static ChatRequest Read(JsonElement body)
    {
        foreach (var name in Refused.Where(n => body.TryGetProperty(n, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0))
        {
            throw OpenAiException.Invalid(name, $"'{name}' is not supported: answers come from the library's papers and call nothing. Leave it out.", "unsupported_parameter");
        }

        if (body.TryGetProperty("n", out var n) && n.ValueKind == JsonValueKind.Number && n.GetDouble() > 1)
        {
            throw OpenAiException.Invalid("n", "Only one choice is given: the same question has the same answer. Leave 'n' out or set it to 1.", "unsupported_value");
        }

        if (body.TryGetProperty("response_format", out var format) && format.ValueKind == JsonValueKind.Object && format.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is "json_schema" or "json_object")
        {
            throw OpenAiException.Invalid("response_format", "Answers are cited sentences, not JSON of a caller's schema. Leave 'response_format' out; POST /api/v1/ask answers as JSON.", "unsupported_value");
        }

        return new ChatRequest(
            ChatModel.Find(Text(body, "model") ?? throw OpenAiException.Invalid("model", $"'model' is missing. Use {ChatModel.Direct.Id} or {ChatModel.Steps.Id}.", "missing_required_parameter")),
            ReadMessages(body),
            IsTrue(body, "stream"),
            body.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object && IsTrue(options, "include_usage"));
    }

    private static List<ChatRequestMessage> ReadMessages(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw OpenAiException.Invalid("messages", "'messages' is missing. Send a list that holds a user message.", "missing_required_parameter");
        }

        var messages = list.EnumerateArray().Select(ReadMessage).ToList();
        return messages.FindLast(m => m.Role == "user") switch
        {
            null => throw OpenAiException.Invalid("messages", "'messages' holds no user message. The last one is what is asked."),
            { Text: var text } when string.IsNullOrWhiteSpace(text) => throw OpenAiException.Invalid("messages", "The last user message is empty. Put the question there."),
            { Text.Length: > Lengths.Question and var length } => throw OpenAiException.Invalid(
                "messages", string.Create(CultureInfo.InvariantCulture, $"The last user message has {length:N0} characters; a question may have up to {Lengths.Question:N0}. Shorten it."), "string_above_max_length"),
            _ => messages,
        };
    }

    private static ChatRequestMessage ReadMessage(JsonElement message, int index)
    {
        var param = string.Create(CultureInfo.InvariantCulture, $"messages[{index}]");
        if (message.ValueKind != JsonValueKind.Object || Text(message, "role") is not { } role)
        {
            throw OpenAiException.Invalid(param, $"'{param}' has no role. Each message has a role and content.");
        }

        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return new ChatRequestMessage(role, "");
        }

        return new ChatRequestMessage(role, content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(part => PartOf(part, role, param))),
            _ => throw OpenAiException.Invalid(param + ".content", $"'{param}.content' must be a string or a list of parts."),
        });
    }

    private static string PartOf(JsonElement part, string role, string param) =>
        part.ValueKind == JsonValueKind.Object && Text(part, "text") is { } text ? text
        : role == "user" ? throw OpenAiException.Invalid(param + ".content", $"'{param}.content' holds a part that is not text. Only text can be asked; add papers with POST /api/v1/papers.", "unsupported_value")
        : "";

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

internal sealed record ChatRequestMessage(string Role, string Text);

/// <summary>What <see cref="ChatRequest"/> reads, for the API's description.</summary>
[Description("OpenAI's chat completion request. Other parameters are ignored; tools, functions, n above 1 and JSON response formats are refused.")]
internal sealed record ChatCompletionBody
{
    [Required, AllowedValues("research-agent", "research-agent-steps")]
    public string? Model { get; init; }

    [Required, Description("The last user message is the question; earlier ones let it be read. System messages are passed over.")]
    public IReadOnlyList<ChatCompletionMessage>? Messages { get; init; }

    public bool Stream { get; init; }

    [JsonPropertyName("stream_options")]
    public ChatStreamOptions? StreamOptions { get; init; }

    internal sealed record ChatCompletionMessage(string Role, [property: Description("Or a list of text parts.")] string Content);

    internal sealed record ChatStreamOptions([property: JsonPropertyName("include_usage")] bool IncludeUsage);
}
