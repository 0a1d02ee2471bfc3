using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ResearchAgent.Web.Security;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class ServerSecurityOptionsTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.7")]
    public void An_address_that_others_reach_asks_for_a_key(string address)
    {
        var options = new ServerSecurityOptions { Bind = [IPAddress.Loopback, IPAddress.Parse(address)] };
        Assert.Equal($"The address '{address}' can be reached from other computers, so an API key is needed. Set one in the environment, or bind 127.0.0.1 only.", Assert.Single(options.Problems()));
    }

    [Fact]
    public void This_computer_alone_needs_no_key() =>
        Assert.Empty(new ServerSecurityOptions { Bind = [IPAddress.Loopback, IPAddress.IPv6Loopback] }.Problems());

    [Fact]
    public void All_errors_are_shown_together_and_the_key_is_not()
    {
        var options = new ServerSecurityOptions { ApiKey = "tooshort", Port = -1, AllowedHosts = ["https://x/", "*"], AllowedOrigins = ["null", "papers.example"], AsksPerMinute = 0 };
        var wrong = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddServerSecurity(options));
        Assert.Equal(7, wrong.Failures.Count());
        Assert.DoesNotContain("tooshort", wrong.Message, StringComparison.Ordinal);
    }
}
