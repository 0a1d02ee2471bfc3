using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Web.Library;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Pages;

/// <summary>Uploads of the library's page, and another try at what could not be read.</summary>
internal static class LibraryUploadActions
{
    public static void MapUploading(this IEndpointRouteBuilder app)
    {
        app.MapPost("/library/upload", Upload).WithUploadLimit(LibraryUploads.MaxFormBytes);
        app.MapPost("/library/retry", async (IFormCollection form, FailedFiles failed, RecentOutcomes recent, CancellationToken cancellationToken) =>
        {
            var outcome = await failed.RetryAsync(form["id"].ToString(), cancellationToken);
            return TypedResults.Redirect(outcome is null ? "/library" : $"/library?uploaded={recent.Add([outcome])}#uploads");
        });
        app.MapPost("/library/dismiss", async (IFormCollection form, LibraryUploads uploads, CancellationToken cancellationToken) =>
        {
            await uploads.DismissAsync(form["id"], cancellationToken);
            return TypedResults.Redirect("/library");
        });
    }

    private static async Task<IResult> Upload(IFormFileCollection files, HttpContext http, LibraryUploads uploads, RecentOutcomes recent, LiveText live, CancellationToken cancellationToken)
    {
        if (http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            return TypedResults.ServerSentEvents(LiveEvents.OfAsync<string>((tell, token) => AddAsync(tell, token), cancellationToken));
        }

        var outcomes = new List<UploadOutcome>();
        foreach (var file in files.Take(LibraryUploads.MaxFiles))
        {
            await using var content = file.OpenReadStream();
            outcomes.Add(await uploads.AddAsync(file.FileName, content, null, cancellationToken));
        }

        return TypedResults.Redirect(outcomes.Count == 0 ? "/library" : $"/library?uploaded={recent.Add(outcomes)}#uploads");

        async Task AddAsync(Action<string, string> tell, CancellationToken token)
        {
            foreach (var file in files.Take(LibraryUploads.MaxFiles))
            {
                try
                {
                    await using var content = file.OpenReadStream();
                    tell("outcome", JsonSerializer.Serialize(await uploads.AddAsync(file.FileName, content, words => tell("step", words), token), JsonSerializerOptions.Web));
                }
                catch (Exception e) when (e is not OperationCanceledException || !token.IsCancellationRequested)
                {
                    var problem = live.Problem(e);
                    tell("outcome", JsonSerializer.Serialize(new UploadOutcome(Problems.Shown(file.FileName), UploadStatus.Failed, $"{problem.Title}. {problem.Detail}"), JsonSerializerOptions.Web));
                }
            }
        }
    }
}
