using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using ResearchAgent.Web.Security;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class ApiKeyTests
{
    private const string Key = "correct-horse-battery-staple";

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("authorization", "bearer " + Key)]
    [InlineData("X-Api-Key", Key)]
    public async Task The_right_key_opens(string header, string value)
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await server.GetAsync("/client", (header, value));
        Assert.Equal("key@127.0.0.1", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("Authorization", "Bearer " + Key + "x")]
    [InlineData("X-Api-Key", "CORRECT-HORSE-BATTERY-STAPLE")]
    public async Task A_wrong_key_is_refused(string header, string value)
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await server.GetAsync("/client", (header, value));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Unauthorized, "api-key-wrong");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("/client")]
    [InlineData("/no/such/page")]
    [InlineData("/client?api_key=" + Key)]
    [InlineData("/health/live/more")]
    public async Task Without_a_key_a_program_is_refused(string path)
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await server.GetAsync(path);
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Unauthorized, "api-key-missing");
    }

    [Fact]
    public async Task Whether_the_server_lives_is_told_without_a_key()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await server.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public void Keys_are_compared_in_fixed_time()
    {
        var matches = typeof(ApiKeyGate).GetMethod(nameof(ApiKeyGate.Matches), BindingFlags.NonPublic | BindingFlags.Static)!;
        var code = matches.GetMethodBody()!.GetILAsByteArray()!;
        var called = Enumerable.Range(0, code.Length - 4).Where(at => code[at] == 0x28).Select(at => TryResolve(matches.Module, BitConverter.ToInt32(code, at + 1)));

        Assert.Contains(called, m => m?.DeclaringType == typeof(CryptographicOperations) && m.Name == nameof(CryptographicOperations.FixedTimeEquals));
        Assert.DoesNotContain(called, m => m?.DeclaringType == typeof(string));
    }

    [Fact]
    public async Task After_too_many_wrong_keys_not_even_the_right_one_is_looked_at()
    {
        await using var server = await LoopbackServer.StartAsync(o => (o.ApiKey, o.WrongKeysPerMinute) = (Key, 2));
        for (var i = 0; i < 2; i++)
        {
            using var wrong = await server.GetAsync("/client", ("X-Api-Key", "wrong"));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var header = await server.GetAsync("/client", ("X-Api-Key", Key));
        using var form = await LogInAsync(server, Key);

        await LoopbackServer.IsProblemAsync(header, HttpStatusCode.TooManyRequests, "too-many-wrong-keys");
        await LoopbackServer.IsProblemAsync(form, HttpStatusCode.TooManyRequests, "too-many-wrong-keys");
        Assert.InRange(header.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_person_is_led_to_the_login_and_back_with_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var led = await server.GetAsync("/client?q=1", ("Accept", "text/html"));
        Assert.Equal((HttpStatusCode.Redirect, "/login?to=%2Fclient%3Fq%3D1"), (led.StatusCode, led.Headers.Location?.OriginalString));

        using var login = await LogInAsync(server, Key, "/client?q=1");
        Assert.Equal((HttpStatusCode.SeeOther, "/client?q=1"), (login.StatusCode, login.Headers.Location?.OriginalString));
        var cookie = Cookie(login, LoginCookie.Name);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);

        using var inside = await server.GetAsync("/client", ("Cookie", cookie.Split(';')[0]));
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
    }

    [Fact]
    public async Task A_login_through_a_proxy_with_TLS_is_kept_off_plain_connections()
    {
        await using var server = await LoopbackServer.StartAsync(o => (o.ApiKey, o.AllowedOrigins) = (Key, ["https://papers.example"]));
        using var login = await LogInAsync(server, Key, "/", ("Origin", "https://papers.example"));
        Assert.Contains("; secure", Cookie(login, LoginCookie.Name), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_login_ends_when_the_key_changes_and_outlives_a_restart_when_it_does_not()
    {
        var folder = Directory.CreateTempSubdirectory("keys").FullName;
        try
        {
            string cookie;
            await using (var first = await LoopbackServer.StartAsync(o => (o.ApiKey, o.KeyFolder) = (Key, folder)))
            {
                using var login = await LogInAsync(first, Key);
                cookie = Cookie(login, LoginCookie.Name).Split(';')[0];
            }

            await using var same = await LoopbackServer.StartAsync(o => (o.ApiKey, o.KeyFolder) = (Key, folder));
            await using var other = await LoopbackServer.StartAsync(o => (o.ApiKey, o.KeyFolder) = (Key + "2", folder));
            using var inside = await same.GetAsync("/client", ("Cookie", cookie));
            using var outside = await other.GetAsync("/client", ("Cookie", cookie));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (inside.StatusCode, outside.StatusCode));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("forged")]
    [InlineData(Key)]
    public async Task A_forged_login_is_none(string value)
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await server.GetAsync("/client", ("Cookie", $"{LoginCookie.Name}={value}"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_in_the_form_shows_the_form_again_and_sets_no_login()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await LogInAsync(server, "wrong", "/\"><script>");
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith(LoginCookie.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_form_of_another_site_logs_nobody_in()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await LogInAsync(server, Key, "/", ("Origin", "https://evil.example"));
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Forbidden, "origin-refused");
    }

    [Fact]
    public async Task Logging_out_takes_the_cookie_away()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var response = await server.SendAsync(HttpMethod.Post, "/logout", null);
        Assert.Contains("1970", Cookie(response, LoginCookie.Name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/a\r\nb")]
    [InlineData(null)]
    public void Nobody_is_sent_to_another_site_after_the_login(string? to) => Assert.Equal("/", LoginPage.LocalPath(to));

    [Fact]
    public async Task The_key_is_never_logged()
    {
        await using var server = await LoopbackServer.StartAsync(o => o.ApiKey = Key);
        using var right = await server.GetAsync("/client", ("Authorization", "Bearer " + Key));
        using var near = await server.GetAsync("/client", ("Authorization", "Bearer " + Key + "x"));
        using var login = await LogInAsync(server, Key);
        Assert.NotEmpty(server.Log);
        Assert.DoesNotContain(server.Log, l => l.Contains(Key, StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> LogInAsync(LoopbackServer server, string key, string to = "/", params (string, string)[] headers) => server.SendAsync(
        HttpMethod.Post, "/login", new FormUrlEncodedContent([new("key", key), new("to", to)]), [("Accept", "text/html"), .. headers]);

    private static string Cookie(HttpResponseMessage response, string name) =>
        response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(name + "=", StringComparison.Ordinal));

    private static MethodBase? TryResolve(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
