using System.Net;
using System.Net.Sockets;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>Which addresses a download may go to: a web server must not send this program to the machine's own network.</summary>
public static class RedirectRules
{
    /// <returns>Why the address a person gave is not asked; null where it may be.</returns>
    public static string? RefusalOf(Uri url) => url.Scheme switch
    {
        "https" => null,
        "http" when IsPrivate(url) => null,
        "http" => "it is not encrypted; use https",
        _ => $"'{url.Scheme}' is no scheme to download over; use https",
    };

    /// <param name="addresses">What the target's name resolves to; empty where that is unknown.</param>
    /// <returns>Why a redirect is not followed; null where it may be.</returns>
    public static string? RefusalOf(Uri from, Uri to, IReadOnlyCollection<IPAddress> addresses) => to.Scheme switch
    {
        not ("https" or "http") => $"it leads to the scheme '{to.Scheme}'",
        _ when !IsPrivate(from) && (IsPrivate(to) || addresses.Any(IsPrivate)) => "it leads from a public server to a private address",
        "http" when !IsLoopback(to) && (from.Scheme == "https" || !IsPrivate(to)) => "it leads to an unencrypted address",
        _ => null,
    };

    /// <summary>This machine or its local network, as far as the address itself tells.</summary>
    public static bool IsPrivate(Uri url) =>
        IsLoopback(url)
        || (IPAddress.TryParse(url.IdnHost, out var address) ? IsPrivate(address) : !url.IdnHost.Contains('.', StringComparison.Ordinal) || url.IdnHost.EndsWith(".local", StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(Uri url) => url.IsLoopback || url.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    // RFC 1918, 6598, 3927, 4193; multicast, "this network" and the rest that no public server has.
    private static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain))
        {
            return true;
        }

        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return plain.IsIPv6LinkLocal || plain.IsIPv6SiteLocal || plain.IsIPv6UniqueLocal || plain.IsIPv6Multicast || plain.Equals(IPAddress.IPv6Any);
        }

        var bytes = plain.GetAddressBytes();
        return bytes[0] is 0 or 10 or 127 or >= 224
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168);
    }
}
