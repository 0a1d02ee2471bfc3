using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ResearchAgent.Web.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class AskingTests(BrowserFixture browser, ServerFixture server)
{
    private const string Question = "How much does AlbedoNet reduce the prediction error?";

    [Fact]
    public async Task A_question_gets_an_answer_whose_quote_shows_on_hover_and_whose_paper_opens_at_it()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await AskAsync(page, Question);

        await Expect(page.Locator(".claim")).ToContainTextAsync("12%");
        await Expect(page.Locator(".claim")).ToHaveAttributeAsync("data-verdict", "Supported");
        var cite = page.Locator("a.cite").First;
        await cite.HoverAsync();
        var card = page.Locator(".quote-card:popover-open");
        await Expect(card.Locator("mark")).ToHaveTextAsync("AlbedoNet reduces the prediction error by 12% on the Alpine dataset.");
        await Expect(card.Locator("blockquote")).ToContainTextAsync("predicts snow albedo from satellite images");

        await cite.ClickAsync();
        await Expect(page.Locator("mark#quote").First).ToHaveTextAsync("AlbedoNet reduces the prediction error by 12% on the Alpine dataset.");
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task A_tap_shows_the_quote_before_it_leads_anywhere()
    {
        await using var open = await browser.OpenAsync(server.Address, Look.DarkPhone);
        var page = open.Page;
        await AskAsync(page, Question);
        var address = page.Url;

        await page.Locator("a.cite").First.TapAsync();

        await Expect(page.Locator(".quote-card:popover-open mark")).ToBeVisibleAsync();
        Assert.Equal(address, page.Url);
        await page.Locator(".quote-card:popover-open").GetByText("Open the paper at this quote").TapAsync();
        await Expect(page.Locator("mark#quote").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keys_alone_are_enough_to_ask_to_see_a_quote_and_to_close_it()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/conversations");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.GotoAsync("/");
        await Expect(page.Locator("#question")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(Question);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync(".references");

        await page.Locator("h2").First.EvaluateAsync("h => { h.tabIndex = -1; h.focus(); }");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("a.cite").First).ToBeFocusedAsync();
        await Expect(page.Locator(".quote-card:popover-open")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".quote-card:popover-open")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_the_library_does_not_hold_is_said_so_with_the_nearest_papers()
    {
        await using var open = await browser.OpenAsync(server.Address);
        await AskAsync(open.Page, "What is the boiling point of ethanol?", ".notice.warn");

        await Expect(open.Page.Locator(".notice.warn")).ToContainTextAsync("No answer.");
        await Expect(open.Page.Locator(".claim")).ToHaveCountAsync(0);
        Assert.NotEqual(0, await open.Page.Locator(".references li").CountAsync());
    }

    [Fact]
    public async Task A_conversation_goes_on_is_kept_renamed_searched_exported_and_deleted()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await AskAsync(page, "What is MeltNet?");
        await page.Locator(".chip").First.ClickAsync();
        await Expect(page.Locator(".turn")).ToHaveCountAsync(2);
        await Expect(page.Locator(".turn").Nth(1)).ToContainTextAsync("Read as:");
        await page.WaitForSelectorAsync("#turn-2");

        await page.ReloadAsync();
        await Expect(page.Locator(".turn")).ToHaveCountAsync(2);
        await page.GetByText("Manage").ClickAsync();
        await page.FillAsync("#title", "Melting, in short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Melting, in short");
        await page.GotoAsync("/conversations?q=MeltNet");
        await page.GetByRole(AriaRole.Link, new() { Name = "Melting, in short" }).First.ClickAsync();
        await page.GetByText("Manage").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Markdown" }).ClickAsync());
        Assert.Contains("# Melting, in short", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the conversation" }).ClickAsync();
        await page.WaitForURLAsync("**/conversations");
        await Expect(page.GetByText("Melting, in short")).ToHaveCountAsync(0);
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task An_answer_is_copied_as_Markdown_LaTeX_and_BibTeX_and_its_trace_lies_in_a_drawer()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await AskAsync(page, Question);

        foreach (var (button, text) in ((string, string)[])[("Markdown", "12%"), ("LaTeX", "\\cite"), ("BibTeX", "@")])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await Expect(page.Locator("#announcer")).ToHaveTextAsync("Copied");
            Assert.Contains(text, await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);
            await page.EvaluateAsync("document.getElementById('announcer').textContent = ''");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "How it came about" }).ClickAsync();
        await Expect(page.Locator(".drawer:popover-open")).ToContainTextAsync("Confidence");
    }

    [Fact]
    public async Task Leaving_in_mid_answer_stops_the_work_and_the_question_is_still_there()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/");
        var turns = new List<IDisposable>();
        try
        {
            // All places are taken: the question waits.
            for (var i = 0; i < 2; i++)
            {
                turns.Add(await server.Queue.EnterAsync($"somebody {i}", TestContext.Current.CancellationToken));
            }

            await page.FillAsync("#question", Question);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".status")).ToContainTextAsync("Waiting");
            var isNext = new TaskCompletionSource();
            var behind = server.Queue.EnterAsync("somebody behind", new Places(place => (place == 1 ? isNext : null)?.TrySetResult()), TestContext.Current.CancellationToken);
            Assert.Equal(2, server.Queue.Waiting);

            await page.ReloadAsync();
            await Expect(page.Locator(".turn")).ToContainTextAsync("The page was left before the answer came");
            await isNext.Task.WaitAsync(TestContext.Current.CancellationToken);
            turns[0].Dispose();
            turns.Add(await behind);
        }
        finally
        {
            turns.ForEach(t => t.Dispose());
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Ask again" }).ClickAsync();
        await Expect(page.Locator(".claim")).ToContainTextAsync("12%");
    }

    [Fact]
    public async Task Stop_ends_the_work_and_saves_nothing()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/");
        using var first = await server.Queue.EnterAsync("somebody 1", TestContext.Current.CancellationToken);
        using var second = await server.Queue.EnterAsync("somebody 2", TestContext.Current.CancellationToken);
        await page.FillAsync("#question", "Who measures the speed of glaciers?");
        await page.Keyboard.PressAsync("Enter");

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();

        await Expect(page.Locator(".turn")).ToContainTextAsync("Stopped. Nothing of this was saved.");
        await page.GotoAsync("/conversations");
        await Expect(page.GetByText("Who measures the speed of glaciers?")).ToHaveCountAsync(0);
    }

    private sealed class Places(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }

    internal static async Task AskAsync(IPage page, string question, string result = ".references")
    {
        await page.GotoAsync("/");
        await page.FillAsync("#question", question);
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await page.WaitForSelectorAsync("#turn-1 " + result);
    }
}
