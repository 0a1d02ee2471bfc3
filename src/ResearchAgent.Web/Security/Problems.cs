using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ResearchAgent.Web.Security;

/// <summary>Answers with an error as RFC 9457 has it.</summary>
public static class Problems
{
    /// <summary>Before the short name of each kind of problem.</summary>
    public const string TypePrefix = "urn:research-agent:";

    private const int MaxShown = 100;

    /// <param name="type">The kind's short name, such as 'host-refused'.</param>
    /// <param name="detail">What to do, for a person.</param>
    /// <param name="retryAfter">For the Retry-After header.</param>
    public static Task WriteAsync(HttpContext context, int status, string type, string title, string detail, TimeSpan? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails { Type = TypePrefix + type, Title = title, Status = status, Detail = detail },
        }).AsTask();
    }

    public static Task WriteAsync(HttpContext context, ExceptionProblem problem) =>
        WriteAsync(context, problem.Status, problem.Type, problem.Title, problem.Detail, problem.RetryAfter);

    /// <summary>Text of a request as it may stand in an answer.</summary>
    internal static string Shown(string? text) => new((text ?? "").Take(MaxShown).Where(c => !char.IsControl(c)).ToArray());
}

/// <summary>Writes a problem whatever the client says it accepts, with a trace id, and gives bare status codes their words.</summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json, IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var status = problem.Status ??= context.HttpContext.Response.StatusCode;
        problem.Type ??= "about:blank";
        problem.Title ??= ReasonPhrases.GetReasonPhrase(status);
        problem.Detail ??= WhatToDo(status);
        problem.Extensions.TryAdd("traceId", TraceId(context.HttpContext));
        options.Value.CustomizeProblemDetails?.Invoke(context);
        return new ValueTask(context.HttpContext.Response.WriteAsJsonAsync(
            problem, problem.GetType(), json.Value.SerializerOptions, "application/problem+json", context.HttpContext.RequestAborted));
    }

    public static string TraceId(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    private static string? WhatToDo(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read. Check its address, its parameters and its JSON.",
        StatusCodes.Status404NotFound => "Nothing is at this address. Check the path and the id in it.",
        StatusCodes.Status405MethodNotAllowed => "The address does not take this method. The Allow header lists those it takes.",
        StatusCodes.Status406NotAcceptable => "The answer has none of the forms the Accept header names. Ask for application/json.",
        StatusCodes.Status413PayloadTooLarge => ExceptionProblem.TooLarge.Detail,
        StatusCodes.Status415UnsupportedMediaType => "The body's Content-Type is not taken here. Send JSON, or a form where files are uploaded.",
        _ => null,
    };
}
