using System.Globalization;
using System.Net;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class HostCheckTests
{
    [Theory]
    [InlineData("localhost:PORT")]
    [InlineData("LOCALHOST:PORT")]
    [InlineData("127.0.0.1:PORT")]
    [InlineData("[::1]:PORT")]
    [InlineData("papers.lab")]
    [InlineData("papers.lab:8080")]
    [InlineData("proxied.lab:444")]
    public async Task The_server_answers_to_its_own_names_and_the_allowed_ones(string host)
    {
        await using var server = await LoopbackServer.StartAsync(o => o.AllowedHosts = ["papers.lab", "proxied.lab:444"]);
        using var response = await server.GetAsync("/health/live", ("Host", WithPort(host, server)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_address_it_was_bound_to_is_its_name_too()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "macOS has no 127.0.0.2 unless it is set up.");
        await using var server = await LoopbackServer.StartAsync(o => o.Bind = [IPAddress.Parse("127.0.0.2")]);
        using var response = await server.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task All_addresses_together_are_no_name()
    {
        await using var server = await LoopbackServer.StartAsync(o => (o.Bind, o.ApiKey) = ([IPAddress.Any], "sixteen-characters"));
        using var response = await server.GetAsync("/health/live", ("Host", WithPort("0.0.0.0:PORT", server)));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.MisdirectedRequest, "host-refused");
    }

    [Theory]
    [InlineData("evil.example:PORT")]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example:PORT")]
    [InlineData("127.0.0.1.nip.example:PORT")]
    [InlineData("localhost:1")]
    [InlineData("localhost")]
    [InlineData("192.0.2.1:PORT")]
    [InlineData("proxied.lab:445")]
    public async Task Another_name_is_refused_even_though_it_leads_here(string host)
    {
        await using var server = await LoopbackServer.StartAsync(o => o.AllowedHosts = ["proxied.lab:444"]);
        using var response = await server.GetAsync("/", ("Host", WithPort(host, server)));
        var problem = await LoopbackServer.IsProblemAsync(response, HttpStatusCode.MisdirectedRequest, "host-refused");
        Assert.Contains("Web:AllowedHosts", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string WithPort(string host, LoopbackServer server) =>
        host.Replace("PORT", server.Address.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
