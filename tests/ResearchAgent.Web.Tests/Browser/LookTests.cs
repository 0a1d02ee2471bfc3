using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ResearchAgent.Web.Tests.Browser;

/// <summary>Each page on each screen: nothing sticks out, axe finds nothing serious, the browser complains of nothing. Leaves pictures to look at.</summary>
[Collection(BrowserTests.Name)]
public sealed class LookTests(BrowserFixture browser, ServerFixture server)
{
    // Two screens have every size and every colour once; RESEARCH_TEST_LOOKS=all crosses them.
    private static readonly Dictionary<string, Look> Looks = (Environment.GetEnvironmentVariable("RESEARCH_TEST_LOOKS") == "all"
        ? new[] { Look.Desktop, Look.DarkDesktop, Look.Phone, Look.DarkPhone }
        : [Look.Desktop, Look.DarkPhone]).ToDictionary(l => l.Name);

    private static readonly Dictionary<string, Func<IPage, Task>> Pages = new()
    {
        ["home"] = page => page.GotoAsync("/"),
        ["answer"] = page => AskingTests.AskAsync(page, "How do AlbedoNet and MeltNet differ?"),
        ["abstention"] = page => AskingTests.AskAsync(page, "What is the boiling point of ethanol?", ".notice.warn"),
        ["conversations"] = page => page.GotoAsync("/conversations"),
        ["library"] = page => page.GotoAsync("/library"),
        ["paper"] = page => page.GotoAsync($"/paper?key={MadePapers.Albedo}"),
        ["hostile"] = page => page.GotoAsync($"/paper?key={MadePapers.Hostile}"),
        ["compare"] = async page =>
        {
            await page.GotoAsync("/compare?paper=AlbedoNet&paper=MeltNet");
            await page.WaitForSelectorAsync(".matrix");
        },
        ["review"] = async page =>
        {
            await page.GotoAsync("/review?topic=snow");
            await page.GetByRole(AriaRole.Button, new() { Name = "Write" }).ClickAsync();
            await page.WaitForSelectorAsync(".theme");
        },
        ["overview"] = page => page.GotoAsync("/overview"),
        ["search"] = page => page.GotoAsync("/search?q=snow"),
    };

    public static TheoryData<string, string> All => [.. Pages.Keys.SelectMany(p => Looks.Keys.Select(l => (p, l)))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_page_fits_its_screen_and_can_be_used_by_everybody(string name, string look)
    {
        await using var open = await browser.OpenAsync(server.Address, Looks[look]);
        await Pages[name](open.Page);
        await open.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await open.ShootAsync($"{name}-{look}");

        Assert.Equal(0, await open.OverhangAsync());
        var found = await open.Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        Assert.Empty(found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help}: {v.Nodes[0].Html}"));
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Dark_and_light_are_remembered_and_come_with_the_page()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/");
        var light = await GroundAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark or light" }).ClickAsync();
        var dark = await GroundAsync();
        Assert.NotEqual(light, dark);

        await page.GotoAsync("/conversations");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.Equal(dark, await GroundAsync());

        Task<string> GroundAsync() => page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
    }

    [Fact]
    public async Task Nothing_moves_while_an_answer_comes_in()
    {
        await using var open = await browser.OpenAsync(server.Address);
        await open.Page.AddInitScriptAsync("window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) window.moved += e.value; })).observe({ type: 'layout-shift', buffered: true });");
        await open.Page.GotoAsync("/");
        await open.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.InRange(await open.Page.EvaluateAsync<double>("() => window.moved"), 0, 0.02);
    }

    [Fact]
    public async Task A_hostile_paper_is_only_text()
    {
        await using var open = await browser.OpenAsync(server.Address, Look.Phone);
        await open.Page.GotoAsync("/paper?key=" + Uri.EscapeDataString(MadePapers.Script));
        await Expect(open.Page.Locator("h1")).ToContainTextAsync("<script>alert(1)</script>");
        Assert.Equal(0, await open.Page.Locator("a[href^='javascript']").CountAsync());
        await AskingTests.AskAsync(open.Page, "Which paper tests whether titles are shown as text?");
        await open.Page.GotoAsync("/library");

        Assert.Equal(0, await open.OverhangAsync());
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task A_server_that_starts_again_goes_on_with_the_conversation()
    {
        await using var own = new OwnServer();
        await own.InitializeAsync();
        await using var open = await browser.OpenAsync(own.Address);
        await AskingTests.AskAsync(open.Page, "What is AlbedoNet?");
        var path = new Uri(open.Page.Url).AbsolutePath;
        await own.RestartAsync();

        await open.Page.GotoAsync(own.Address + path);
        await Expect(open.Page.Locator("#turn-1")).ToContainTextAsync("AlbedoNet");
        await open.Page.FillAsync("#question", "And its limits?");
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("#turn-2")).ToContainTextAsync("Read as: What are the limits of AlbedoNet?");
    }

    private sealed class OwnServer : ServerFixture, IAsyncDisposable;
}
