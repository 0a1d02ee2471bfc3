using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ResearchAgent.Web.Security;

/// <summary>Answers for an exception that no endpoint caught.</summary>
internal sealed partial class ServerExceptionHandler(IOptions<ExceptionProblems> table, ILogger<ServerExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = table.Value.Of(exception);
        if (problem is null or { Status: >= 500 })
        {
            LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path, ProblemWriter.TraceId(httpContext));
        }

        await Problems.WriteAsync(httpContext, problem ?? new ExceptionProblem(
            StatusCodes.Status500InternalServerError, "internal", "The server failed",
            "Something failed inside the server. Try again; if it fails again, look for the trace id in the server's log."));
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (trace id {TraceId}).")]
    private partial void LogFailed(Exception exception, string method, string path, string traceId);
}
