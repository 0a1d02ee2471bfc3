using System.Net;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed class LibraryListTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private const string AlbedoRow = "AlbedoNet: Fast Estimates of Snow Albedo</a>";
    private const string RadarRow = "Glacier Speed from Radar</a>";
    private readonly LibraryBrowser _browser = new(server);

    [Theory]
    [InlineData("q=albedo", true, false)]
    [InlineData("q=frost+ALBEDO", true, false)]
    [InlineData("q=Frost2020", true, false)]
    [InlineData("from=2018", true, false)]
    [InlineData("to=2018", false, true)]
    [InlineData("tag=RADAR", false, true)]
    [InlineData("from=nonsense&page=-3&sort=%27drop", true, true)]
    public async Task The_address_says_which_papers_are_shown(string query, bool hasAlbedo, bool hasRadar)
    {
        var page = await _browser.GetAsync("/library?" + query);
        Assert.Equal((hasAlbedo, hasRadar), (page.Contains(AlbedoRow, StringComparison.Ordinal), page.Contains(RadarRow, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_flagged_papers_are_shown_when_these_are_asked_for()
    {
        var page = await _browser.GetAsync("/library?flagged=true");
        Assert.Contains("Obedient Snow: Reading", page, StringComparison.Ordinal);
        Assert.DoesNotContain(AlbedoRow, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_sorts_and_its_link_turns_the_order_round()
    {
        var page = await _browser.GetAsync("/library?sort=year");
        Assert.Contains("aria-sort=\"ascending\"><a href=\"/library?sort=-year\"", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf(RadarRow, StringComparison.Ordinal) < page.IndexOf(AlbedoRow, StringComparison.Ordinal));
        var round = await _browser.GetAsync("/library?sort=-year");
        Assert.Contains("aria-sort=\"descending\"", round, StringComparison.Ordinal);
        Assert.True(round.IndexOf(RadarRow, StringComparison.Ordinal) > round.IndexOf(AlbedoRow, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_export_holds_what_is_shown()
    {
        var bibliography = await _browser.GetAsync("/library/export?tag=radar&format=bibtex");
        Assert.Contains("Glacier", bibliography, StringComparison.Ordinal);
        Assert.DoesNotContain("AlbedoNet", bibliography, StringComparison.Ordinal);
        Assert.StartsWith("TY  -", await _browser.GetAsync("/library/export?tag=radar&format=ris"), StringComparison.Ordinal);
        Assert.StartsWith("[", await _browser.GetAsync("/library/export?tag=radar&format=csl-json"), StringComparison.Ordinal);
        Assert.Contains("52 glaciers", await _browser.GetAsync("/library/export?tag=radar&format=jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_in_a_title_and_markup_in_a_tag_are_text()
    {
        var page = await _browser.GetAsync("/library?q=other+titles");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; and Other Titles", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare", "/compare?paper=Frost2020AlbedoNet&paper=Winter2021MeltNet")]
    [InlineData("merge", "/library/merge?paper=Frost2020AlbedoNet&paper=Winter2021MeltNet")]
    [InlineData("delete", "/library/delete?paper=Frost2020AlbedoNet&paper=Winter2021MeltNet")]
    public async Task Chosen_papers_go_where_the_button_says(string action, string address)
    {
        using var response = await _browser.PostAsync("/library/choose", ("do", action), ("paper", MadePapers.Albedo), ("paper", MadePapers.Melt));
        Assert.Equal((HttpStatusCode.Redirect, address), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task A_tag_is_given_and_taken_and_the_table_stays_where_it_was()
    {
        using var given = await _browser.PostAsync("/library/choose", ("do", "tag"), ("tag", " to read\n"), ("paper", MadePapers.Melt), ("back", "?q=melt&evil=//else.example"));
        Assert.Equal("/library?q=melt", given.Headers.Location?.ToString());
        Assert.Contains("MeltNet", await _browser.GetAsync("/library?tag=to+read"), StringComparison.Ordinal);
        using var taken = await _browser.PostAsync("/library/choose", ("do", "untag"), ("tag", "To Read"), ("paper", MadePapers.Melt));
        Assert.Contains("No paper is like this", await _browser.GetAsync("/library?tag=to+read"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var response = await server.Client.PostAsync("/library/deleted", new FormUrlEncodedContent([KeyValuePair.Create("paper", MadePapers.Albedo)]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(AlbedoRow, await _browser.GetAsync("/library?q=albedo"), StringComparison.Ordinal);
    }

    public void Dispose() => _browser.Dispose();
}
