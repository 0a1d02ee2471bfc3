using System.Text.Json.Serialization;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.OpenAi;

internal sealed record ChatModelList(string Object, IReadOnlyList<ChatModel> Data)
{
    public static ChatModelList All { get; } = new("list", [ChatModel.Direct, ChatModel.Steps]);
}

/// <summary>A way to ask the library, under a model's name.</summary>
internal sealed record ChatModel(string Id, string Object, long Created, [property: JsonPropertyName("owned_by")] string OwnedBy)
{
    /// <summary>They are no files with a date; a constant keeps lists in order.</summary>
    private const long AnyDate = 1_767_225_600;

    public static readonly ChatModel Direct = new("research-agent", "model", AnyDate, "research-agent");
    public static readonly ChatModel Steps = new("research-agent-steps", "model", AnyDate, "research-agent");

    internal Strategy Strategy => this == Steps ? Strategy.Steps : Strategy.Direct;

    /// <exception cref="OpenAiException">There is none.</exception>
    public static ChatModel Find(string id) => ChatModelList.All.Data.FirstOrDefault(m => m.Id == id) ?? throw new OpenAiException(404, new OpenAiError(
        $"The model '{Api.Requests.FieldErrors.Shown(id)}' does not exist. This server has {Direct.Id} and {Steps.Id}.", OpenAiError.InvalidRequest, "model_not_found", "model"));
}
