using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ResearchAgent.Chat;
using ResearchAgent.Retrieval;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Api;

/// <summary>Answers as RFC 9457 has it for what the endpoints throw. What is not described here goes on to the server's own handler.</summary>
internal sealed partial class ApiErrors : IEndpointFilter
{
    /// <summary>The seconds of the Retry-After header, for clients that get the problem as an event.</summary>
    internal const string RetryAfter = "retryAfter";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read it.
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception e)
        {
            return await DescribeAsync(e, http) is { } problem ? Result(problem, http) : throw Rethrown(e);
        }
    }

    public static IResult Result(ProblemDetails problem, HttpContext context)
    {
        if (problem.Extensions.TryGetValue(RetryAfter, out var seconds))
        {
            context.Response.Headers.RetryAfter = Convert.ToString(seconds, CultureInfo.InvariantCulture);
        }

        return TypedResults.Problem(problem);
    }

    /// <returns>Null for a failure that clients are told nothing of.</returns>
    public static async Task<ProblemDetails?> DescribeAsync(Exception exception, HttpContext context) => exception switch
    {
        ApiException e => Of(e),
        PaperNotFoundException e => Of(await PaperNames.NotFoundAsync(context.RequestServices.GetRequiredService<LibraryWork>().Index, e.Name, context.RequestAborted)),

        // The store's own words name its folder.
        ChatNotFoundException => Of(404, "conversation-not-found", "No such conversation", "No conversation has this id. GET /api/v1/conversations lists them."),
        OperationCanceledException => Of(503, "cancelled", "The work was stopped", "The server stopped this work before it was done. Ask again."),
        _ => context.RequestServices.GetRequiredService<IOptions<ExceptionProblems>>().Value.Of(exception) is { } known ? Of(known) : null,
    };

    /// <summary>For answers that no handler stands behind any more: what clients are told nothing of goes to the log.</summary>
    public static async Task<ProblemDetails> DescribeAnyAsync(Exception exception, HttpContext context)
    {
        if (await DescribeAsync(exception, context) is { } problem)
        {
            return problem;
        }

        LogFailed(context.RequestServices.GetRequiredService<ILogger<ApiErrors>>(), exception, context.Request.Method, context.Request.Path);
        return Of(500, "internal", "The server failed", "Something failed inside the server. Try again; if it fails again, look into the server's log.");
    }

    private static ProblemDetails Of(ApiException e)
    {
        var problem = Of(e.Status, e.Type, e.Title, e.Message);
        if (e.Errors is not null)
        {
            problem.Extensions["errors"] = e.Errors;
        }

        foreach (var (name, value) in e.More ?? new Dictionary<string, object?>())
        {
            problem.Extensions[name] = value;
        }

        return problem;
    }

    private static ProblemDetails Of(ExceptionProblem known)
    {
        var problem = Of(known.Status, known.Type, known.Title, known.Detail);
        if (known.RetryAfter is { } wait)
        {
            problem.Extensions[RetryAfter] = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        }

        return problem;
    }

    private static ProblemDetails Of(int status, string type, string title, string detail) =>
        new() { Status = status, Type = Problems.TypePrefix + type, Title = title, Detail = detail };

    private static Exception Rethrown(Exception e)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
        return e;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string path);
}
