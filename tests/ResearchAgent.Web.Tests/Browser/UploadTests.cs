using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ResearchAgent.Web.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class UploadTests(BrowserFixture browser, ServerFixture server)
{
    [Fact]
    public async Task A_file_is_added_on_a_phone_and_a_word_of_ten_thousand_letters_widens_no_page()
    {
        await using var open = await browser.OpenAsync(server.Address, Look.Phone);
        var page = open.Page;
        await page.GotoAsync("/library");
        var bibliography = $"@article{{Long2024, title = {{{new string('w', 400)} and Kites}}, abstract = {{{new string('v', 10_000)} flies well.}}, author = {{Dai, Kit}}, year = 2024}}";
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "kites.bib", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(bibliography) });

        await Expect(page.GetByText("1 paper added").First).ToBeVisibleAsync();
        Assert.Equal(0, await open.OverhangAsync());
        await page.GotoAsync("/library?q=Kites");
        await Expect(page.Locator("a[href^='/paper?key=Long2024']").First).ToBeVisibleAsync();
        Assert.Equal(0, await open.OverhangAsync());
        await page.GotoAsync("/paper?key=Long2024");
        Assert.Equal(0, await open.OverhangAsync());
        Assert.Empty(open.Complaints);
    }
}
