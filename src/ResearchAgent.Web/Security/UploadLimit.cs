using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace ResearchAgent.Web.Security;

/// <summary>An endpoint's own limit for request bodies.</summary>
public static class UploadLimit
{
    /// <summary>Lets bodies, and files in a form, have up to so many bytes here, in place of <see cref="ServerSecurityOptions.MaxBodyBytes"/>.</summary>
    public static TBuilder WithUploadLimit<TBuilder>(this TBuilder endpoint, long bytes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequestSizeLimitAttribute(bytes)).WithFormOptions(multipartBodyLengthLimit: bytes);
}

/// <summary>Refuses a body by what it says of its length, before a byte of it is read; the server counts what comes all the same.</summary>
internal sealed class BodyCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } max && context.Request.ContentLength > max
            ? Problems.WriteAsync(context, ExceptionProblem.TooLarge)
            : next(context);
}
