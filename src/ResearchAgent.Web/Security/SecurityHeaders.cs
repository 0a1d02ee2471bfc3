using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Security;

/// <summary>
/// Lets one page load from a source that others may not, by metadata of its endpoint: an attribute of a Razor page, or
/// <c>.WithMetadata(new ContentSourceAttribute("script-src", "'wasm-unsafe-eval'"))</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class ContentSourceAttribute(string directive, string source) : Attribute
{
    public string Directive { get; } = directive;

    public string Source { get; } = source;
}

/// <summary>Sets the headers that tell a browser how little it may do with an answer, on errors too.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>All that a page may load; nothing comes from another server.</summary>
    private static readonly (string Directive, string Sources)[] ContentSecurityPolicy =
    [
        ("default-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("img-src", "'self' data: blob:"),
        ("font-src", "'self' data:"),
        ("connect-src", "'self'"),
        ("worker-src", "'self' blob:"),
        ("form-action", "'self'"),
        ("base-uri", "'none'"),
        ("frame-ancestors", "'none'"),
    ];

    private static readonly (string Name, string Value)[] Fixed =
    [
        ("X-Content-Type-Options", "nosniff"),

        // Not 'no-referrer': with it a browser sends 'Origin: null' with the forms of our own pages, which we refuse.
        // To other servers nothing is sent either way.
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];

    private static readonly string Strict = PolicyWith([]);

    // Static files may be kept, if the browser asks each time whether they changed. All else may hold the library's text.
    private static readonly string[] Kept = ["text/css", "text/javascript", "application/javascript", "application/wasm", "font/", "image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon"];

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        foreach (var (name, value) in Fixed)
        {
            headers[name] = value;
        }

        headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetOrderedMetadata<ContentSourceAttribute>() is { Count: > 0 } additions ? PolicyWith(additions) : Strict;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = IsKept(context.Response) ? "no-cache" : "no-store";
        }

        return Task.CompletedTask;
    }

    private static bool IsKept(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status304NotModified
        || (response.StatusCode == StatusCodes.Status200OK && response.ContentType is { } type && Kept.Any(k => type.StartsWith(k, StringComparison.OrdinalIgnoreCase)));

    private static string PolicyWith(IReadOnlyList<ContentSourceAttribute> additions)
    {
        var all = ContentSecurityPolicy.Select(d => (d.Directive, d.Sources)).ToList();
        foreach (var addition in additions)
        {
            var at = all.FindIndex(d => d.Directive == addition.Directive);
            if (at < 0)
            {
                all.Add((addition.Directive, addition.Source));
            }
            else
            {
                all[at] = (addition.Directive, all[at].Sources == "'none'" ? addition.Source : $"{all[at].Sources} {addition.Source}");
            }
        }

        return string.Join("; ", all.Select(d => $"{d.Directive} {d.Sources}"));
    }
}
