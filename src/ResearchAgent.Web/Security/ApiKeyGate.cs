using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ResearchAgent.Web.Security;

/// <summary>Lets pass who shows the API key, in a header or by the cookie of an earlier login. Without a key set, everyone passes.</summary>
internal sealed class ApiKeyGate(RequestDelegate next, ServerSecurityOptions options, LoginCookie logins, WrongKeys wrongKeys)
{
    private const string Open = "/health/live";

    /// <summary>The request showed the key itself, so it comes from a program.</summary>
    public static bool ShowedKey(HttpContext context) => context.Items.ContainsKey(typeof(ApiKeyGate));

    public Task InvokeAsync(HttpContext context)
    {
        if (options.ApiKey is not { } key || context.Request.Path == Open)
        {
            return next(context);
        }

        if (LoginPage.Handles(context.Request))
        {
            return LoginPage.AnswerAsync(context, logins, wrongKeys, given => Matches(given, key));
        }

        if (logins.IsOn(context.Request))
        {
            return next(context);
        }

        if (GivenKey(context.Request) is not { } given)
        {
            return AskForKeyAsync(context);
        }

        if (wrongKeys.TooMany(context) is { } wait)
        {
            return WrongKeys.RefuseAsync(context, wait);
        }

        if (!Matches(given, key))
        {
            wrongKeys.Count(context);
            return Challenge(context, "api-key-wrong", "The API key is wrong", "The key in the request is not this server's. Send the key the server was started with.");
        }

        context.Items[typeof(ApiKeyGate)] = true;
        return next(context);
    }

    /// <summary>Takes the same time whatever the key is: digests have one length, and all their bytes are compared.</summary>
    internal static bool Matches(string given, string key) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string? GivenKey(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var authorization && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim()
        : request.Headers.TryGetValue("X-Api-Key", out var header) ? header.ToString()
        : null;

    private static Task AskForKeyAsync(HttpContext context)
    {
        if (!LoginPage.IsForPeople(context.Request) || !HttpMethods.IsGet(context.Request.Method))
        {
            return Challenge(context, "api-key-missing", "An API key is needed", "Send the server's key as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY', or log in at /login.");
        }

        context.Response.Redirect(string.Create(CultureInfo.InvariantCulture, $"{LoginPage.Path}?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}"));
        return Task.CompletedTask;
    }

    private static Task Challenge(HttpContext context, string type, string title, string detail)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, type, title, detail);
    }
}
