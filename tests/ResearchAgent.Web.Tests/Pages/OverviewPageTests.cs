using System.Globalization;
using System.Net;
using System.Text.Json;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed class OverviewPageTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_says_in_tables_all_that_its_pictures_show()
    {
        var page = WebUtility.HtmlDecode(await server.Client.GetStringAsync("/overview", Token));
        var data = JsonDocument.Parse(await server.Client.GetStringAsync("/overview/data", Token)).RootElement;

        Assert.Equal(MadePapers.Count, data.GetProperty("points").GetArrayLength());
        foreach (var point in data.GetProperty("points").EnumerateArray())
        {
            Assert.Contains($"<td><a href=\"{point.GetProperty("href").GetString()}\">{point.GetProperty("title").GetString()}</a></td>", page, StringComparison.Ordinal);
        }

        foreach (var year in data.GetProperty("years").EnumerateArray())
        {
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"<th scope=\"row\">{year.GetProperty("year")}</th><td class=\"number\">{year.GetProperty("papers")}</td>"), page, StringComparison.Ordinal);
        }

        foreach (var theme in data.GetProperty("themes").EnumerateArray())
        {
            Assert.Contains(theme.GetProperty("label").GetString()!, page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/overview")]
    [InlineData("/overview/data")]
    public async Task A_title_and_a_tag_stay_text(string path)
    {
        var text = await server.Client.GetStringAsync(path, Token);
        Assert.DoesNotContain("<script>alert", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>bold", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/overview")]
    [InlineData("/search?q=snow")]
    [InlineData("/")]
    public async Task Pictures_need_no_weaker_policy_than_any_page(string path)
    {
        using var response = await server.Client.GetAsync(path, Token);
        using var other = await server.Client.GetAsync("/conversations", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(other.Headers.GetValues("Content-Security-Policy"), response.Headers.GetValues("Content-Security-Policy"));
        var page = await response.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain(" style=", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<style", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_first_page_has_both_small_pictures_and_a_way_to_their_tables()
    {
        var page = await server.Client.GetStringAsync("/", Token);
        Assert.Contains("href=\"/overview#years\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/overview#map\"", page, StringComparison.Ordinal);
        Assert.Contains("action=\"/search\"", page, StringComparison.Ordinal);
    }
}

/// <summary>With the libraries or without: the folder of files is made for each test.</summary>
public sealed class OverviewLibrariesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tables_stand_open_exactly_where_nothing_can_be_drawn(bool hasLibraries)
    {
        using var folder = new ScratchFolder();
        if (hasLibraries)
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, "lib"));
            await File.WriteAllTextAsync(Path.Combine(folder.Path, "lib", "d3.min.js"), "", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.Path, "lib", "plot.umd.min.js"), "", TestContext.Current.CancellationToken);
        }

        await using var server = new Served(folder.Path);
        await server.InitializeAsync();
        var page = await server.Client.GetStringAsync("/overview", TestContext.Current.CancellationToken);
        Assert.Equal(hasLibraries, page.Contains("data-picture=\"map\"", StringComparison.Ordinal));
        Assert.Equal(!hasLibraries, page.Contains("<details class=\"picture-table\" open", StringComparison.Ordinal));
    }

    private sealed class Served(string webRoot) : ServerFixture
    {
        protected override ServerOptions Options { get; } = new() { Security = new() { Port = 0 }, WebRoot = webRoot };
    }
}
