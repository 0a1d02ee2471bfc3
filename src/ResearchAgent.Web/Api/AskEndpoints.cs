using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Api;

/// <summary>/ask: one question that stands alone.</summary>
internal static class AskEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/ask", AskAsync).WithTags("Questions").Describe("ask", "Ask the library a question", "With Accept: text/event-stream the answer is told as it grows: events queued, step, claim, and last answer or problem.")
            .TakesJson<AskBody>("""{"question": "What does Plan-and-Solve prompting change?", "strategy": "steps", "selection": {"yearFrom": 2020}}""").ProducesGrounded("answer", "text/markdown").ProducesEvents().Problems(400, 404, 406, 415, 429, 503).RequireRateLimiting(RateLimits.Ask);

    private static async Task<IResult> AskAsync(HttpContext context, LibraryWork work, CancellationToken cancellationToken)
    {
        var request = (await BodyReader.ReadAsync<AskBody>(context.Request, cancellationToken)).ToRequest();
        var client = ClientId.Of(context);
        return LiveAnswer.IsWanted(context.Request)
            ? await LiveAnswer.ToldAsync(context, async (watcher, token) => ApiJson.OnOneLine(JsonFormat.Write(await work.AskAsync(client, request, watcher, token))), cancellationToken)
            : GroundedFormats.Choose(context.Request, GroundedFormats.Json, GroundedFormats.Markdown).Of(await work.AskAsync(client, request, null, cancellationToken));
    }
}
