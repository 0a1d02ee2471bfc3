using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Security;

/// <summary>What a browser shows instead of the key once it has logged in.</summary>
internal sealed class LoginCookie(IDataProtectionProvider protection, ServerSecurityOptions options)
{
    public const string Name = "research-login";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    // The key is part of the purpose: with another key, all logins end.
    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("ResearchAgent.Web.Login", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(options.ApiKey ?? ""))))
        .ToTimeLimitedDataProtector();

    public bool IsOn(HttpRequest request)
    {
        if (request.Cookies[Name] is not { Length: > 0 } cookie)
        {
            return false;
        }

        try
        {
            _protector.Unprotect(cookie);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Set(HttpContext context) => context.Response.Cookies.Append(
        Name, _protector.Protect(RandomNumberGenerator.GetHexString(32), Lifetime), CookieOf(context.Request, Lifetime));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, CookieOf(context.Request, null));

    // Behind a proxy that adds TLS the request comes as plain HTTP, but from a page that does not.
    public static CookieOptions CookieOf(HttpRequest request, TimeSpan? lifetime) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase), Path = "/", MaxAge = lifetime, IsEssential = true };
}
