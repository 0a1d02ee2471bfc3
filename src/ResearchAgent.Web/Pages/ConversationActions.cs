using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Chat;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Pages;

/// <summary>Naming, deleting, copying and exporting conversations.</summary>
internal static class ConversationActions
{
    private const int MaxTitle = 200;

    public static void MapConversationActions(this IEndpointRouteBuilder app)
    {
        var chat = app.MapGroup("/chat/{id}");
        chat.MapPost("/rename", async (string id, [FromForm] string title, Conversations conversations, CancellationToken cancellationToken) =>
        {
            title = SingleLine.Of(title).Trim();
            if (title.Length is 0 or > MaxTitle)
            {
                throw new BadHttpRequestException($"A title has 1 to {MaxTitle} characters.");
            }

            await conversations.RenameAsync(id, title, cancellationToken);
            return TypedResults.Redirect(Addresses.OfConversation(id));
        });
        chat.MapPost("/delete", async (string id, [FromForm] string? confirmed, Conversations conversations, CancellationToken cancellationToken) =>
        {
            await conversations.DeleteAsync(id, cancellationToken);
            return TypedResults.Redirect("/conversations");
        });
        chat.MapGet("/export", (string id, string? format, Conversations conversations) => conversations.Read(id) is var saved && format == "json"
            ? TypedResults.File(System.Text.Encoding.UTF8.GetBytes(ChatExport.Json(saved)), "application/json", $"{saved.Id}.json")
            : TypedResults.File(System.Text.Encoding.UTF8.GetBytes(ChatExport.Markdown(saved)), "text/markdown; charset=utf-8", $"{saved.Id}.md"));
        chat.MapGet("/turns/{number:int}", (string id, int number, string? format, Conversations conversations) =>
            conversations.Read(id).Turns.ElementAtOrDefault(number - 1) is { } turn
                ? Results.Text(Written(turn.Answer, format), "text/plain", System.Text.Encoding.UTF8)
                : Results.Problem($"The conversation '{id}' has no answer {number}.", statusCode: 404));
    }

    /// <summary>A text in the format that a button copies or a link downloads.</summary>
    public static string Written(GroundedText text, string? format) => format switch
    {
        "latex" => LatexFormat.Write(text),
        "bibtex" => BibTexFormat.Write(text),
        "csv" when text is Comparison comparison => CsvFormat.Write(comparison),
        "json" => JsonFormat.Write(text),
        _ => MarkdownFormat.Write(text, showQuotes: true),
    };
}
