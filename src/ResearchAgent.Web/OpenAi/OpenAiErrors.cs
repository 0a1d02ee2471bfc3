using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ResearchAgent.Web.Api;

namespace ResearchAgent.Web.OpenAi;

/// <summary>Errors as OpenAI's clients read them: {error: {message, type, code, param}}.</summary>
internal sealed class OpenAiErrors : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception e)
        {
            var (status, error) = await DescribeAsync(e, http);
            return Result(status, error);
        }
    }

    public static IResult Result(int status, OpenAiError error) => OpenAiJson.Result(new OpenAiErrorBody(error), status);

    /// <summary>Sets the Retry-After header where there is something to wait for and the answer has not begun.</summary>
    public static async Task<(int Status, OpenAiError Error)> DescribeAsync(Exception exception, HttpContext context)
    {
        if (exception is OpenAiException e)
        {
            return (e.Status, e.Error);
        }

        var problem = await ApiErrors.DescribeAnyAsync(exception, context);
        if (problem.Extensions.TryGetValue(ApiErrors.RetryAfter, out var seconds) && !context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = Convert.ToString(seconds, System.Globalization.CultureInfo.InvariantCulture);
        }

        return (problem.Status ?? 500, new OpenAiError(problem.Detail ?? problem.Title ?? "", TypeOf(problem), problem.Type?.Split(':')[^1].Replace('-', '_'), null));
    }

    private static string TypeOf(ProblemDetails problem) => problem.Status switch
    {
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => OpenAiError.InvalidRequest,
    };
}

internal sealed record OpenAiErrorBody(OpenAiError Error);

internal sealed record OpenAiError(string Message, string Type, string? Code, string? Param)
{
    public const string InvalidRequest = "invalid_request_error";
}

internal sealed class OpenAiException(int status, OpenAiError error) : Exception(error.Message)
{
    public int Status => status;

    public OpenAiError Error => error;

    public static OpenAiException Invalid(string param, string message, string code = "invalid_value") => new(400, new OpenAiError(message, OpenAiError.InvalidRequest, code, param));
}
