using System.Net;
using ResearchAgent.Web.Rendering;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed class SearchPageTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passage_comes_with_its_score_its_reasons_and_a_way_to_its_best_sentence()
    {
        var page = await server.Client.GetStringAsync("/search?q=median+glacier+speed", Token);
        var first = page[page.IndexOf("<ol class=\"passages\"", StringComparison.Ordinal)..page.IndexOf("</li>", StringComparison.Ordinal)];

        Assert.Contains("Glacier Speed from Radar", first, StringComparison.Ordinal);
        Assert.Contains("<mark>glaciers</mark>", first, StringComparison.Ordinal);
        Assert.Contains("<mark>median</mark>", first, StringComparison.Ordinal);
        Assert.Matches(@"Why: words 0\.\d\d \(rank 1\), meaning 0\.\d\d \(rank \d+\)", first);
        Assert.Matches("href=\"/paper\\?key=Berg2017GlacierSpeedRadar&amp;passage=0&amp;start=(?!0&)\\d+&amp;length=\\d+#quote\"", first);
    }

    [Fact]
    public async Task Scores_are_pictured_with_a_table_and_the_search_can_be_asked()
    {
        var page = await server.Client.GetStringAsync("/search?q=snow+%26+ice", Token);
        Assert.Contains("<th scope=\"col\">Score from</th>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/?q=snow%20%26%20ice\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Years_and_tags_are_conditions_and_no_number_is_none()
    {
        var all = await server.Client.GetStringAsync("/search?q=snow&yearFrom=soon", Token);
        var late = await server.Client.GetStringAsync("/search?q=snow&yearFrom=2020&yearTo=2021", Token);
        var hazard = await server.Client.GetStringAsync("/search?q=snow&tag=hazard", Token);

        Assert.Contains("Snow Loads on Flat Roofs", all, StringComparison.Ordinal);
        Assert.Contains("AlbedoNet", late, StringComparison.Ordinal);
        Assert.DoesNotContain("Snow Loads on Flat Roofs", late, StringComparison.Ordinal);
        Assert.Contains("Snow Loads on Flat Roofs", hazard, StringComparison.Ordinal);
        Assert.DoesNotContain("AlbedoNet", hazard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_conditions_that_no_paper_meets_the_page_offers_to_drop_them()
    {
        var page = await server.Client.GetStringAsync("/search?q=snow&yearFrom=2900", Token);
        Assert.Contains("href=\"/search?q=snow\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_searched_for_and_what_is_found_stay_text()
    {
        var page = await server.Client.GetStringAsync("/search?q=%3Cscript%3Ealert(1)%3C/script%3E+titles", Token);
        Assert.Contains("other Titles", WebUtility.HtmlDecode(page), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script>alert", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Too_long_a_search_is_refused_in_words()
    {
        using var response = await server.Client.GetAsync($"/search?q={new string('a', 2001)}", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("The search is too long", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_words_of_the_same_stem_and_leaves_no_letter_out()
    {
        var parts = MatchedText.Mark("Glaciers flow; a glacier's flowing, the glaze not.", new HashSet<string> { "glacier", "flow" }).ToList();
        Assert.Equal("Glaciers flow; a glacier's flowing, the glaze not.", string.Concat(parts.Select(p => p.Text)));
        Assert.Equal(["Glaciers", "flow", "glacier", "flowing"], parts.Where(p => p.IsMatch).Select(p => p.Text.Split('\'')[0]));
    }
}
