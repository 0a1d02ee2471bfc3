using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Hosting;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Api;

/// <summary>/review: a literature review of a topic, or related work around one's own abstract.</summary>
internal static class ReviewEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/review", ReviewAsync).WithTags("Questions").Describe("review", "Review a topic, or write related work around an abstract").WithQuery<ReviewFormat>()
            .TakesJson<ReviewBody>("""{"topic": "prompting language models to reason in steps"}""").ProducesGrounded("review", "text/markdown", "application/x-latex", "application/x-bibtex").Problems(400, 404, 406, 415, 429, 503).RequireRateLimiting(RateLimits.Ask);

    private static async Task<IResult> ReviewAsync(HttpContext context, Session session, LibraryWork work, CancellationToken cancellationToken)
    {
        var format = GroundedFormats.Choose(context.Request, GroundedFormats.Json, GroundedFormats.Markdown, GroundedFormats.Latex, GroundedFormats.BibTex);
        var body = await BodyReader.ReadAsync<ReviewBody>(context.Request, cancellationToken);
        var draft = DraftOf(body);
        var filter = await (body.Selection?.ToSelection() ?? new()).ResolveAsync(session, cancellationToken);
        return format.Of(await work.ThinkAsync(
            ClientId.Of(context),
            null,
            assistant => draft is null ? assistant.ReviewAsync(body.Topic!, filter, cancellationToken) : assistant.RelatedWorkAsync(draft, filter, cancellationToken),
            cancellationToken));
    }

    private static Draft? DraftOf(ReviewBody body)
    {
        var errors = new FieldErrors();
        var (hasTopic, hasTitle, hasAbstract) = (!string.IsNullOrWhiteSpace(body.Topic), !string.IsNullOrWhiteSpace(body.Title), !string.IsNullOrWhiteSpace(body.Abstract));
        if (hasTopic == (hasTitle || hasAbstract))
        {
            errors.Add("topic", hasTopic ? "stands beside a title or an abstract; give one or the other" : "is missing, and so are title and abstract; give a topic, or both of these");
        }
        else if (!hasTopic && !(hasTitle && hasAbstract))
        {
            errors.Add(hasTitle ? "abstract" : "title", "is missing; related work needs both title and abstract");
        }

        errors.Throw();
        return hasTopic ? null : new Draft(body.Title!, body.Abstract!);
    }

    private sealed record ReviewFormat
    {
        [AllowedValues("json", "markdown", "latex", "bibtex", null)]
        [Description("The form of the answer; wins over the Accept header.")]
        public string? Format { get; init; }
    }
}
