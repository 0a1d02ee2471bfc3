using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Security;

/// <summary>
/// Answers to its own names only. A page whose name is made to lead here (DNS rebinding) counts as same-origin in a
/// browser, but cannot hide its name in the Host header.
/// </summary>
internal sealed class HostCheck(RequestDelegate next, ServerSecurityOptions options)
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly HashSet<string> _allowed = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);
    private readonly string[] _own = [.. Loopback, .. options.Bind.Where(a => !a.Equals(IPAddress.Any) && !a.Equals(IPAddress.IPv6Any)).Select(NameOf)];

    public Task InvokeAsync(HttpContext context) => IsOurs(context) ? next(context) : Problems.WriteAsync(
        context, StatusCodes.Status421MisdirectedRequest, "host-refused", "This server does not answer to that name",
        $"The Host header '{Problems.Shown(context.Request.Host.Value)}' is no name of this server. Use the address it was started with, or allow the name in Web:AllowedHosts.");

    private bool IsOurs(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue)
        {
            return false;
        }

        if (_allowed.Contains(host.Value) || _allowed.Contains(host.Host))
        {
            return true;
        }

        var port = host.Port ?? (context.Request.IsHttps ? 443 : 80);
        return port == context.Connection.LocalPort
            && (_own.Contains(host.Host, StringComparer.OrdinalIgnoreCase) || (context.Connection.LocalIpAddress is { } local && host.Host == NameOf(local)));
    }

    private static string NameOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{plain}]" : plain.ToString();
    }
}
