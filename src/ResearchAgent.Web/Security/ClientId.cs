using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Security;

/// <summary>Tells clients apart for fairness and rate limits. It proves nothing about who they are; never use it for access.</summary>
public static class ClientId
{
    public const string Cookie = "research-client";

    private const int Digits = 32;

    /// <summary>
    /// 'browser:…' for a browser, by a random cookie that is given where it is missing; otherwise the address, with
    /// 'key@' before it where the API key was shown (all programs share the one key).
    /// </summary>
    public static string Of(HttpContext context)
    {
        if (context.Items[typeof(ClientId)] is string known)
        {
            return known;
        }

        var id = ApiKeyGate.ShowedKey(context) ? "key@" + AddressOf(context)
            : BrowserOf(context) is { } browser ? "browser:" + browser
            : AddressOf(context);
        context.Items[typeof(ClientId)] = id;
        return id;
    }

    /// <summary>The address; of IPv6 the first half, as one computer has the whole other half to choose from.</summary>
    internal static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]]) + "/64"
            : address.ToString();
    }

    private static string? BrowserOf(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { Length: Digits } cookie && cookie.All(char.IsAsciiHexDigitLower))
        {
            return cookie;
        }

        // A page begins with one request that people's browsers make for text/html; the rest of it brings the cookie.
        if (!HttpMethods.IsGet(context.Request.Method) || !LoginPage.IsForPeople(context.Request) || context.Response.HasStarted)
        {
            return null;
        }

        var id = RandomNumberGenerator.GetHexString(Digits, lowercase: true);
        context.Response.Cookies.Append(Cookie, id, LoginCookie.CookieOf(context.Request, TimeSpan.FromDays(365)));
        return id;
    }
}
