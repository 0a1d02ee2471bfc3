using ResearchAgent.Web.Security;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class ClientIdTests
{
    [Fact]
    public async Task A_browser_gets_a_cookie_once_and_is_known_by_it()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var first = await server.GetAsync("/client", ("Accept", "text/html"));
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        using var second = await server.GetAsync("/client", ("Accept", "text/html"), ("Cookie", cookie.Split(';')[0]));

        Assert.False(second.Headers.Contains("Set-Cookie"));
        Assert.StartsWith("browser:", await TextAsync(second), StringComparison.Ordinal);
        Assert.Equal(await TextAsync(first), await TextAsync(second));
    }

    [Fact]
    public async Task A_program_is_known_by_its_address_and_gets_no_cookie()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.GetAsync("/client");
        Assert.Equal("127.0.0.1", await TextAsync(response));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public async Task A_cookie_that_is_not_ours_counts_for_nothing(string value)
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.GetAsync("/client", ("Cookie", $"{ClientId.Cookie}={value}"));
        Assert.Equal("127.0.0.1", await TextAsync(response));
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
