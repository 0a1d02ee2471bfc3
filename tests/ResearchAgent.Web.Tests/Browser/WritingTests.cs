using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ResearchAgent.Web.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class WritingTests(BrowserFixture browser, ServerFixture server)
{
    [Fact]
    public async Task Papers_are_compared_with_a_quote_in_every_cell_and_the_matrix_is_a_file()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/compare");
        await page.FillAsync("#paper-0", "AlbedoNet");
        await page.FillAsync("#paper-1", "MeltNet");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        var row = page.Locator(".matrix tr", new() { HasText = "Idea" });
        await Expect(row).ToContainTextAsync("satellite images");
        await Expect(row).ToContainTextAsync("weather records");
        await row.Locator("a.cite").First.HoverAsync();
        await Expect(page.Locator(".quote-card:popover-open mark")).ToContainTextAsync("predicts snow albedo from satellite images");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        Assert.Contains("12%", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // The address is that of the result now.
        await page.ReloadAsync();
        await Expect(page.Locator(".matrix")).ToContainTextAsync("7%");
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task A_name_that_leads_to_no_paper_is_named()
    {
        await using var open = await browser.OpenAsync(server.Address);
        await open.Page.GotoAsync("/compare");
        await open.Page.FillAsync("#paper-0", "AlbedoNet");
        await open.Page.FillAsync("#paper-1", "Gravitational Wave Chocolate");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        await Expect(open.Page.Locator(".notice.error")).ToContainTextAsync("Gravitational Wave Chocolate");
    }

    [Fact]
    public async Task The_files_of_a_review_follow_the_order_on_the_page_and_leave_out_what_was_left_out()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/review");
        await page.FillAsync("#abstract", "Weather of the North\nWe predict snow melt and snow albedo from satellite images with a network, follow the drift of sea ice by buoys, count frost flowers on young sea ice, and compare avalanche warnings, permafrost thaw under roads and hail sizes.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write" }).ClickAsync();
        await page.WaitForSelectorAsync(".theme");
        var labels = await page.Locator(".theme h3").AllTextContentsAsync();
        Assert.True(labels.Count > 1, string.Join(", ", labels));

        await page.Locator(".theme").Nth(1).GetByRole(AriaRole.Button, new() { Name = $"Move {labels[1]} up" }).ClickAsync();
        await Expect(page.Locator(".theme h3").First).ToHaveTextAsync(labels[1]);
        var latex = await DownloadAsync(page, ".tex");
        Assert.True(latex.IndexOf(labels[1], StringComparison.Ordinal) < latex.IndexOf(labels[0], StringComparison.Ordinal), latex);
        Assert.Contains("\\cite", latex, StringComparison.Ordinal);

        await page.Locator(".theme").First.GetByRole(AriaRole.Button, new() { Name = $"Leave {labels[1]} out" }).ClickAsync();
        Assert.DoesNotContain($"{{{labels[1]}}}", await DownloadAsync(page, ".tex"), StringComparison.Ordinal);
        Assert.Contains("@", await DownloadAsync(page, ".bib"), StringComparison.Ordinal);
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Related_work_is_written_around_a_pasted_abstract()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/review");
        await page.FillAsync("#abstract", "FogNet: Fog on Snow\nWe predict fog over snow from satellite images. Our network reduces the prediction error on the Alpine dataset.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write" }).ClickAsync();

        await Expect(page.Locator(".result h2")).ToHaveTextAsync("Related work");
        await Expect(page.Locator(".result")).ToContainTextAsync("AlbedoNet");
    }

    [Fact]
    public async Task A_sentence_that_was_forged_in_the_browser_is_not_exported()
    {
        await using var open = await browser.OpenAsync(server.Address);
        var page = open.Page;
        await page.GotoAsync("/review?topic=snow");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write" }).ClickAsync();
        await page.WaitForSelectorAsync(".theme");
        await page.EvaluateAsync(
            """
            () => {
              const field = document.querySelector("input[name=review]");
              const review = JSON.parse(field.value);
              review.themes[0].claims[0].text = "Snow is hot, as everybody knows.";
              field.value = JSON.stringify(review);
            }
            """);

        Assert.DoesNotContain("Snow is hot", await DownloadAsync(page, "Markdown"), StringComparison.Ordinal);
    }

    private static async Task<string> DownloadAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
