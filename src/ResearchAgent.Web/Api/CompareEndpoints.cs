using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Retrieval;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Api;

/// <summary>/compare: an evidence matrix.</summary>
internal static class CompareEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/compare", CompareAsync).WithTags("Questions").Describe("compare", "Compare papers, aspect by aspect").WithQuery<CompareFormat>()
            .TakesJson<CompareBody>("""{"papers": ["Wang2023PlanAndSolve", "Least-to-Most Prompting"], "aspects": ["training cost"]}""").ProducesGrounded("comparison", "text/markdown", "application/x-latex", "text/csv", "application/x-bibtex").Problems(400, 404, 406, 415, 429, 503).RequireRateLimiting(RateLimits.Ask);

    private static async Task<IResult> CompareAsync(HttpContext context, LibraryWork work, CancellationToken cancellationToken)
    {
        var format = GroundedFormats.Choose(context.Request, GroundedFormats.Json, GroundedFormats.Markdown, GroundedFormats.Latex, GroundedFormats.Csv, GroundedFormats.BibTex);
        var body = await BodyReader.ReadAsync<CompareBody>(context.Request, cancellationToken);
        var comparison = await work.ThinkAsync(
            ClientId.Of(context),
            null,
            async assistant =>
            {
                await RequireTwoAsync(assistant, body.Papers!, cancellationToken);
                return await assistant.CompareAsync(body.Papers!, body.Aspects ?? [], cancellationToken);
            },
            cancellationToken);
        return format.Of(comparison);
    }

    // Here and not by what the assistant throws, whose words are for the command line.
    private static async Task RequireTwoAsync(ResearchAssistant assistant, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var papers = new HashSet<Papers.PaperId>();
        foreach (var name in names)
        {
            papers.Add((await assistant.ResolveAsync(name, cancellationToken) ?? throw new PaperNotFoundException(name, name)).Id);
        }

        if (papers.Count == 1)
        {
            var errors = new FieldErrors();
            errors.Add("papers", "all lead to the same paper; name a second one by key, id or title");
            errors.Throw();
        }
    }

    private sealed record CompareFormat
    {
        [System.ComponentModel.DataAnnotations.AllowedValues("json", "markdown", "latex", "csv", "bibtex", null)]
        [System.ComponentModel.Description("The form of the answer; wins over the Accept header.")]
        public string? Format { get; init; }
    }
}
