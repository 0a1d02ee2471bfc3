using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Security;

/// <summary>
/// Refuses what pages of other sites send: forms, fetches, event streams, sockets, scripts and pictures. They may link
/// here and no more. Clients that are no browser send neither header and pass.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, ServerSecurityOptions options)
{
    private readonly HashSet<string> _allowed = new(options.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return _allowed.Contains(origin) || IsOwn(origin, context.Request) ? next(context) : Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden, "origin-refused", "Requests from other sites are refused",
                $"The page at '{Problems.Shown(origin)}' may not call this server. Open the server's own page, or allow the origin in Web:AllowedOrigins.");
        }

        return IsFromElsewhere(context.Request) ? Problems.WriteAsync(
            context, StatusCodes.Status403Forbidden, "cross-site-refused", "Requests from other sites are refused",
            "The browser says that another site sent this request. Open the server's own page and try there.") : next(context);
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var own)
        && uri.GetLeftPart(UriPartial.Authority).Equals(own.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    // Another port of this computer is the 'same site' to a browser, but no less a stranger.
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none") && !IsLinkFollowed(request);

    private static bool IsLinkFollowed(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers["Sec-Fetch-Mode"] == "navigate"
        && request.Headers["Sec-Fetch-Dest"] == "document";
}
