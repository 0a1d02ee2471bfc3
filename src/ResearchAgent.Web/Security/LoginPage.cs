using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Security;

/// <summary>The one page that is seen without the key. It stands alone: all other pages and their parts ask for the key.</summary>
internal static class LoginPage
{
    public const string Path = "/login";

    private const string Logout = "/logout";
    private const string Style = "/login.css";

    private const string Css =
        """
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
        body { display: grid; place-items: center; min-height: 90vh; margin: 1rem; }
        form { display: grid; gap: .75rem; width: min(22rem, 100%); }
        input, button { font: inherit; padding: .6rem; }
        [role=alert] { border-inline-start: .3rem solid; padding-inline-start: .6rem; }
        """;

    public static bool Handles(HttpRequest request) =>
        request.Path == Path || (request.Path == Logout && HttpMethods.IsPost(request.Method)) || (request.Path == Style && HttpMethods.IsGet(request.Method));

    /// <summary>A person's browser asks for a page, not a program for data.</summary>
    public static bool IsForPeople(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static async Task AnswerAsync(HttpContext context, LoginCookie logins, WrongKeys wrongKeys, Func<string, bool> isKey)
    {
        var request = context.Request;
        if (request.Path == Style)
        {
            context.Response.ContentType = "text/css; charset=utf-8";
            await context.Response.WriteAsync(Css, context.RequestAborted);
        }
        else if (request.Path == Logout)
        {
            LoginCookie.Remove(context);
            SeeOther(context, Path);
        }
        else if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            await ShowAsync(context, StatusCodes.Status200OK, LocalPath(request.Query["to"]), null);
        }
        else if (HttpMethods.IsPost(request.Method))
        {
            await LogInAsync(context, logins, wrongKeys, isKey);
        }
        else
        {
            context.Response.Headers.Allow = "GET, HEAD, POST";
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
    }

    private static async Task LogInAsync(HttpContext context, LoginCookie logins, WrongKeys wrongKeys, Func<string, bool> isKey)
    {
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        if (wrongKeys.TooMany(context) is { } wait)
        {
            await WrongKeys.RefuseAsync(context, wait);
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var to = LocalPath(form["to"]);
        if (isKey(form["key"].ToString().Trim()))
        {
            logins.Set(context);
            SeeOther(context, to);
            return;
        }

        wrongKeys.Count(context);
        await ShowAsync(context, StatusCodes.Status401Unauthorized, to, "This is not the server's key. Copy it again from where the server was started.");
    }

    private static async Task ShowAsync(HttpContext context, int status, string to, string? wrong)
    {
        if (wrong is not null && !IsForPeople(context.Request))
        {
            await Problems.WriteAsync(context, status, "api-key-wrong", "The API key is wrong", wrong);
            return;
        }

        var alert = wrong is null ? "" : $"<p role=\"alert\">{wrong}</p>";
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Log in · ResearchAgent</title>
            <link rel="stylesheet" href="{Style}">
            </head>
            <body>
            <main>
            <form method="post" action="{Path}">
            <h1>ResearchAgent</h1>
            {alert}
            <label for="key">API key of this server</label>
            <input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
            <input name="to" type="hidden" value="{HtmlEncoder.Default.Encode(to)}">
            <button type="submit">Log in</button>
            </form>
            </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }

    private static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    // '//host' and '/\host' lead to other sites.
    internal static string LocalPath(string? to) =>
        to is ['/', ..] and not ['/', '/' or '\\', ..] && to.All(c => c is > ' ' and <= '~') ? to : "/";
}
