using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Verification;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Api;

/// <summary>/verify: every quote of a saved answer is located again; no model is needed.</summary>
internal static class VerifyEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/verify", VerifyAsync).WithTags("Questions").Describe("verify", "Locate every quote of a grounded text again in the library").TakesGrounded().Problems(400, 415);

    private static async Task<Ok<VerifyReport>> VerifyAsync(HttpContext context, LibraryWork work, CancellationToken cancellationToken)
    {
        var body = await Requests.BodyReader.ReadObjectAsync(context.Request, cancellationToken);
        GroundedText text;
        try
        {
            text = JsonFormat.Read(body.GetRawText());
        }
        catch (FormatException e)
        {
            throw new ApiException(400, "not-grounded", "The body is no grounded text", e.Message);
        }

        return TypedResults.Ok(VerifyReport.Of(await Recheck.OfAsync(text, work.Index, cancellationToken)));
    }
}

[Description("What became of checking each claim against the library as it is now.")]
internal sealed record VerifyReport(int Claims, int Verified, int Quotes, IReadOnlyList<VerifyFailure> Failures)
{
    public static VerifyReport Of(Recheck recheck) => new(
        recheck.Claims.Count,
        recheck.Claims.Count - recheck.Failures.Count,
        recheck.Claims.Sum(c => c.Citations.Count),
        [.. recheck.Failures.Select(f => new VerifyFailure(f.Number, f.Problem, f.Text, [.. f.Unlocated.Select(q => new VerifyQuote(q.Passage.Value, q.Text, q.Page))]))]);
}

/// <param name="Number">Of the claim, from 1, in reading order.</param>
internal sealed record VerifyFailure(int Number, string Problem, string Text, [property: Description("The quotes that are not where the text says.")] IReadOnlyList<VerifyQuote> Unlocated);

internal sealed record VerifyQuote(string Passage, string Text, int? Page);
