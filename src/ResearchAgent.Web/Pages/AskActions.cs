using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using ResearchAgent.Chat;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Pages;

/// <summary>A question from the page: streamed to its script, or answered by the next page where no script runs.</summary>
internal static class AskActions
{
    public const int MaxQuestion = 2000;

    public static void MapAsking(this IEndpointRouteBuilder app) => app.MapPost("/ask", Ask).RequireRateLimiting(RateLimits.Ask);

    private static async Task<IResult> Ask(
        [FromForm] string question, [FromForm] string? strategy, [FromForm] string? conversation, [FromForm] string? yearFrom, [FromForm] string? yearTo, [FromForm] StringValues? tag,
        HttpContext http, Conversations conversations, LibraryWork work, LiveText live, Fragments fragments, CancellationToken cancellationToken)
    {
        question = question.Trim();
        if (question.Length is 0 or > MaxQuestion)
        {
            throw new BadHttpRequestException($"A question has 1 to {MaxQuestion} characters.");
        }

        var request = new AskRequest(question)
        {
            Strategy = strategy == "steps" ? Strategy.Steps : Strategy.Direct,
            Selection = new PaperSelection { YearFrom = Year(yearFrom), YearTo = Year(yearTo), Tags = [.. (tag ?? default).OfType<string>().Where(t => t.Length > 0)] },
        };
        var id = string.IsNullOrEmpty(conversation) ? null : conversation;
        var client = ClientId.Of(http);
        if (http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            return live.Stream((watcher, token) => AnswerAsync(watcher, token), cancellationToken);
        }

        var (asked, _) = await conversations.AskAsync(client, id, request, null, cancellationToken);
        return TypedResults.Redirect(string.Create(CultureInfo.InvariantCulture, $"{Addresses.OfConversation(asked)}#turn-{conversations.Read(asked).Turns.Count}"));

        async Task<string> AnswerAsync(RunWatcher watcher, CancellationToken token)
        {
            var (saved, turn) = await conversations.AskAsync(client, id, request, watcher, token);
            return await fragments.RenderAsync<TurnView>(new Dictionary<string, object?>
            {
                [nameof(TurnView.Turn)] = turn,
                [nameof(TurnView.Quotes)] = await QuoteContexts.LoadAsync(work.Index, turn.Answer.Claims, token),
                [nameof(TurnView.Conversation)] = saved,
                [nameof(TurnView.Number)] = conversations.Read(saved).Turns.Count,
                [nameof(TurnView.IsLast)] = true,
            });
        }
    }

    internal static int? Year(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null;
}
