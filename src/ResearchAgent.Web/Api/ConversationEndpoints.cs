using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Chat;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Api;

/// <summary>/conversations: questions in a row, where "it" and "the second one" mean what was cited before.</summary>
internal static class ConversationEndpoints
{
    private const string Events = "With Accept: text/event-stream the answer is told as it grows; the last event, answer, is the turn.";

    public static void Map(RouteGroupBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations");
        conversations.MapGet("/", List).Describe("listConversations", "List or search the conversations").WithQuery<ConversationsQuery>().Problems(400);
        conversations.MapPost("/", (HttpContext context, Conversations all, CancellationToken cancellationToken) => AskAsync(null, context, all, cancellationToken))
            .Describe("beginConversation", "Begin a conversation with a question", Events).TakesJson<AskBody>("""{"question": "What does Plan-and-Solve prompting change?"}""").Produces<ConversationTurn>(201).ProducesEvents().Problems(400, 404, 415, 429, 503).RequireRateLimiting(RateLimits.Ask);
        conversations.MapPost("/{id}/turns", (string id, HttpContext context, Conversations all, CancellationToken cancellationToken) => AskAsync(id, context, all, cancellationToken))
            .Describe("continueConversation", "Ask on in a conversation", Events).TakesJson<AskBody>("""{"question": "And what are its limits?"}""").Produces<ConversationTurn>().ProducesEvents().Problems(400, 404, 409, 415, 429, 503).RequireRateLimiting(RateLimits.Ask);
        conversations.MapGet("/{id}", Read).Describe("getConversation", "Read a conversation with its answers").Produces<WholeConversation>().Problems(404);
        conversations.MapPatch("/{id}", RenameAsync).Describe("renameConversation", "Give a conversation another title").TakesJson<RenameBody>().Problems(400, 404, 409, 415);
        conversations.MapDelete("/{id}", DeleteAsync).Describe("deleteConversation", "Delete a conversation").Problems(404, 409);
        conversations.MapGet("/{id}/export", Export).Describe("exportConversation", "Export a conversation as Markdown or JSON").WithQuery<ExportFormat>()
            .Produces<string>(200, "text/markdown", "application/json").Problems(400, 404);
    }

    private static Ok<ConversationPage> List(HttpContext context, Conversations all)
    {
        var query = QueryReader.Read<ConversationsQuery>(context.Request);

        // One line a conversation: the best of those that a search finds.
        var found = string.IsNullOrWhiteSpace(query.Q)
            ? [.. all.List().Select(c => ConversationSummary.Of(c))]
            : all.Search(query.Q).DistinctBy(h => h.Chat.Id).Select(h => ConversationSummary.Of(h.Chat) with { Found = new FoundTurn(h.Turn, h.Sentence) }).ToList();
        return TypedResults.Ok(new ConversationPage(found.Count, query.Offset, query.Limit, Paging.Cut(found, query.Offset, query.Limit, context)));
    }

    private static ContentHttpResult Read(string id, Conversations all) => TypedResults.Text(ChatExport.Json(all.Read(id)), "application/json; charset=utf-8");

    private static async Task<IResult> AskAsync(string? id, HttpContext context, Conversations all, CancellationToken cancellationToken)
    {
        var request = (await BodyReader.ReadAsync<AskBody>(context.Request, cancellationToken)).ToRequest();
        var client = ClientId.Of(context);
        if (LiveAnswer.IsWanted(context.Request))
        {
            // Before the stream begins: a conversation that is not there is a 404.
            if (id is not null)
            {
                all.Read(id);
            }

            return await LiveAnswer.ToldAsync(
                context,
                async (watcher, token) =>
                {
                    var (told, turn) = await all.AskAsync(client, id, request, watcher, token);
                    return ApiJson.Write(ConversationTurn.Of(told, turn));
                },
                cancellationToken);
        }

        var (conversation, answered) = await all.AskAsync(client, id, request, null, cancellationToken);
        var shape = ConversationTurn.Of(conversation, answered);
        return id is null ? TypedResults.Created($"{ResearchApi.Prefix}/conversations/{Uri.EscapeDataString(conversation)}", shape) : TypedResults.Ok(shape);
    }

    private static async Task<Ok<ConversationSummary>> RenameAsync(string id, HttpContext context, Conversations all, CancellationToken cancellationToken)
    {
        var body = await BodyReader.ReadAsync<RenameBody>(context.Request, cancellationToken);
        await all.RenameAsync(id, SingleLine.Of(body.Title!), cancellationToken);
        return TypedResults.Ok(ConversationSummary.Of(all.Read(id)));
    }

    private static async Task<NoContent> DeleteAsync(string id, Conversations all, CancellationToken cancellationToken)
    {
        await all.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ContentHttpResult Export(string id, HttpContext context, Conversations all)
    {
        var query = QueryReader.Read<ExportFormat>(context.Request);
        var chat = all.Read(id);
        var (text, type, ending) = query.Format == "json" ? (ChatExport.Json(chat), "application/json", "json") : (ChatExport.Markdown(chat), "text/markdown", "md");
        context.Response.Headers.ContentDisposition = $"attachment; filename=conversation.{ending}";
        return TypedResults.Text(text, type + "; charset=utf-8");
    }

    private sealed record ConversationsQuery
    {
        [StringLength(300)]
        [Description("Words that a turn's question and answer must hold, whatever their endings.")]
        public string? Q { get; init; }

        [Range(0, int.MaxValue)]
        public int Offset { get; init; }

        [Range(1, 200)]
        public int Limit { get; init; } = 50;
    }

    private sealed record ExportFormat
    {
        [AllowedValues("markdown", "json", null)]
        [Description("Default: markdown.")]
        public string? Format { get; init; }
    }
}

internal sealed record ConversationPage(int Total, int Offset, int Limit, IReadOnlyList<ConversationSummary> Conversations);

internal sealed record ConversationSummary
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset LastTime { get; init; }

    public required int Turns { get; init; }

    [Description("Where a search found its words; absent in a list.")]
    public FoundTurn? Found { get; init; }

    public static ConversationSummary Of(SavedChat chat) => new() { Id = chat.Id, Title = chat.Title, Started = chat.Started, LastTime = chat.LastTime, Turns = chat.Turns.Count };
}

/// <param name="Turn">From 1.</param>
internal sealed record FoundTurn(int Turn, string Sentence);

[Description("One question of a conversation and its answer.")]
internal sealed record ConversationTurn
{
    [Description("The conversation's id.")]
    public required string Conversation { get; init; }

    [Description("As the person wrote it.")]
    public required string Asked { get; init; }

    [Description("As it was read and answered: other than asked where it was a follow-up.")]
    public required string Question { get; init; }

    public required DateTimeOffset When { get; init; }

    [GroundedSchema("answer")]
    public required JsonElement Answer { get; init; }

    public static ConversationTurn Of(string conversation, ChatTurn turn)
    {
        using var answer = JsonDocument.Parse(JsonFormat.Write(turn.Answer));
        return new ConversationTurn { Conversation = conversation, Asked = turn.Asked, Question = turn.Question, When = turn.When, Answer = answer.RootElement.Clone() };
    }
}

[Description("A conversation whole.")]
internal sealed record WholeConversation
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required IReadOnlyList<SavedTurn> Turns { get; init; }

    internal sealed record SavedTurn(string Asked, string Question, DateTimeOffset When, [property: GroundedSchema("answer")] JsonElement Answer);
}
