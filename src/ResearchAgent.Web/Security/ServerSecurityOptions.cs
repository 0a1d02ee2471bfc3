using System.Net;

namespace ResearchAgent.Web.Security;

/// <summary>Who may reach the server, and how much of it.</summary>
public sealed class ServerSecurityOptions
{
    /// <summary>The addresses the server listens on; loopback alone unless told otherwise.</summary>
    public IReadOnlyList<IPAddress> Bind { get; set; } = [IPAddress.Loopback, IPAddress.IPv6Loopback];
}
