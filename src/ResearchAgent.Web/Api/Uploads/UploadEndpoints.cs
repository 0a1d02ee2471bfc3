using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Papers;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Security;

namespace ResearchAgent.Web.Api.Uploads;

/// <summary>
/// POST /papers. 201 when every file was read and something is new, 200 when all of it was known, 207 when some files
/// failed and others did not, 422 when all failed: a client that looks at the status alone is never misled.
/// </summary>
internal static class UploadEndpoints
{
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Says that an earlier report is sent again.</summary>
    public const string Replayed = "Idempotency-Replayed";

    private const long MaxBytes = 200L * 1024 * 1024;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/papers", UploadAsync).WithTags("Papers").Describe("addPapers", "Add papers from files or text").WithHeader(IdempotencyKey, "A key of the client's own. Sent again with the same content within a day, the upload is not done twice.")
            .TakesFiles<UploadBody>("""{"text": "# A note\n\nSnow albedo falls with age.", "format": "markdown"}""").Produces<UploadReport>().Produces<UploadReport>(201).Produces<UploadReport>(207).Problems(400, 413, 415, 422).WithUploadLimit(MaxBytes);

    private static async Task<IResult> UploadAsync(HttpContext context, UploadReader reader, KnownUploads known, CancellationToken cancellationToken)
    {
        var key = context.Request.Headers[IdempotencyKey].ToString();
        if (key.Length > KnownUploads.MaxKeyCharacters)
        {
            var errors = new FieldErrors();
            errors.Add(IdempotencyKey, $"has {key.Length} characters; it may have up to {KnownUploads.MaxKeyCharacters}");
            errors.Throw();
        }

        var files = await UploadedFile.ReadAsync(context.Request, cancellationToken);
        if (key.Length == 0)
        {
            return Answer(await reader.ReadAsync(files, cancellationToken), context);
        }

        var (report, isReplay) = await known.DoOnceAsync(
            ClientId.Of(context), key, await UploadedFile.FingerprintAsync(files, cancellationToken), () => reader.ReadAsync(files, cancellationToken), cancellationToken);
        if (isReplay)
        {
            context.Response.Headers[Replayed] = "true";
        }

        return Answer(report, context);
    }

    private static JsonHttpResult<UploadReport> Answer(UploadReport report, HttpContext context)
    {
        if (report.Failed == report.Files.Count)
        {
            throw new ApiException(422, "nothing-read", "Nothing was added", string.Join(' ', report.Files.SelectMany(f => f.Failures).Take(3).Select(f => f.Message)))
            {
                More = new Dictionary<string, object?> { ["files"] = report.Files },
            };
        }

        if (report is { Files: [{ Papers: [{ IsNew: true } only] }] })
        {
            context.Response.Headers.Location = PaperAddress.Of(new CitationKey(only.Key));
        }

        return TypedResults.Json(report, statusCode: report.Failed > 0 ? StatusCodes.Status207MultiStatus : report.Added > 0 ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }
}
