using System.Net;
using System.Text.Json;
using ResearchAgent.Readers;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

public sealed class PapersTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string EncodedId = Uri.EscapeDataString(MadePapers.SlashedId);

    [Fact]
    public async Task The_list_is_paged_to_its_end_by_the_link_header()
    {
        var seen = new List<string>();
        string? next = "/api/v1/papers?limit=5&sort=title";
        while (next is not null)
        {
            using var response = await server.Client.GetAsync(next, TestContext.Current.CancellationToken);
            var page = await response.JsonAsync();
            Assert.Equal(MadePapers.Count, page.GetProperty("total").GetInt32());
            seen.AddRange(Keys(page));
            next = response.Headers.TryGetValues("Link", out var links) ? NextOf(string.Join(", ", links)) : null;
        }

        Assert.Equal(MadePapers.Count, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("q=frost", new[] { "Frost2020AlbedoNet", "Rime2012FrostFlowersYoung" })]
    [InlineData("q=albedo fast", new[] { "Frost2020AlbedoNet" })]
    [InlineData("tag=radar", new[] { "Berg2017GlacierSpeedRadar" })]
    [InlineData("tag=radar&tag=images", new[] { "Berg2017GlacierSpeedRadar", "Hail2013HailSizesPhotographs" })]
    [InlineData("flagged=true", new[] { "Crook2022ObedientSnow" })]
    [InlineData("year_from=2020&year_to=2021&sort=-year", new[] { "Winter2021MeltNet", "Frost2020AlbedoNet" })]
    [InlineData("q=nothingofthekind", new string[0])]
    public async Task The_list_is_filtered(string query, string[] keys) =>
        Assert.Equal(keys, Keys(await server.GetAsync("/api/v1/papers?" + query.Replace(" ", "%20", StringComparison.Ordinal))));

    [Fact]
    public async Task All_that_is_wrong_with_a_query_is_told_at_once_with_what_is_allowed()
    {
        using var response = await server.Client.GetAsync("/api/v1/papers?limit=0&offset=x&sort=size&yearFrom=2020", TestContext.Current.CancellationToken);
        var errors = (await response.ProblemAsync(400)).GetProperty("errors");
        Assert.Equal(["limit is 0; it must be from 1 to 200."], errors.GetProperty("limit").Strings());
        Assert.Equal(["offset is 'x'; it must be one whole number."], errors.GetProperty("offset").Strings());
        Assert.Contains("allowed are added, -added, key", errors.GetProperty("sort").Strings().Single(), StringComparison.Ordinal);
        Assert.Contains("year_from", errors.GetProperty("yearFrom").Strings().Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doi:10.5555/firn/2019(2)")]
    [InlineData("doi%3A10.5555%2Ffirn%2F2019%282%29")]
    [InlineData("doi:10.5555%2ffirn/2019(2)")]
    [InlineData("Firn2019DensityFirnLoad")]
    [InlineData("firn2019densityfirnload")]
    public async Task A_paper_is_found_however_its_name_is_written_in_the_address(string name)
    {
        var paper = await server.GetAsync("/api/v1/papers/" + name);
        Assert.Equal(MadePapers.SlashedId, paper.GetProperty("record").GetProperty("id").GetString());
        Assert.NotEmpty(paper.GetProperty("sections").EnumerateArray());

        var passages = await server.GetAsync($"/api/v1/papers/{name}/passages");
        Assert.Equal(MadePapers.Slashed, passages.GetProperty("key").GetString());
        Assert.Contains("density of firn", passages.GetProperty("passages")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_reader_should_be_warned_of_is_told()
    {
        var paper = await server.GetAsync("/api/v1/papers/" + MadePapers.Hostile);
        Assert.Contains("PlantedInstruction", paper.GetProperty("flags").EnumerateArray().Select(f => f.GetProperty("kind").GetString()));
        Assert.True(paper.GetProperty("record").GetProperty("flagged").GetBoolean());
    }

    [Fact]
    public async Task A_hostile_title_comes_escaped()
    {
        var text = await server.Client.GetStringAsync("/api/v1/papers/" + MadePapers.Script, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.StartsWith("<script>", JsonDocument.Parse(text).RootElement.GetProperty("record").GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_slips_is_not_found_and_the_nearest_is_named()
    {
        using var response = await server.Client.GetAsync("/api/v1/papers/Frost2020AlbedNet", TestContext.Current.CancellationToken);
        var problem = await response.ProblemAsync(404);
        Assert.Contains("Nearest: Frost2020AlbedoNet", problem.Detail(), StringComparison.Ordinal);
        Assert.Contains(MadePapers.Albedo, problem.GetProperty("nearest").Strings());
    }

    [Fact]
    public async Task An_unchanged_paper_is_not_sent_again()
    {
        using var first = await server.Client.GetAsync("/api/v1/papers/" + EncodedId, TestContext.Current.CancellationToken);
        var tag = first.Headers.ETag!;
        Assert.False(tag.IsWeak);

        using var again = await server.SendAsync(HttpMethod.Get, "/api/v1/papers/" + MadePapers.Slashed, null, ("If-None-Match", $"\"other\", {tag.Tag}"));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag);

        using var other = await server.SendAsync(HttpMethod.Get, "/api/v1/papers/" + MadePapers.Slashed, null, ("If-None-Match", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("bibtex", "application/x-bibtex", "library.bib")]
    [InlineData("ris", "application/x-research-info-systems", "library.ris")]
    [InlineData("csljson", "application/vnd.citationstyles.csl+json", "library.json")]
    [InlineData("jsonl", "application/jsonl", "library.jsonl")]
    public async Task An_export_can_be_read_again(string format, string type, string name)
    {
        using var response = await server.Client.GetAsync($"/api/v1/papers/export?format={format}", TestContext.Current.CancellationToken);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(name, response.Content.Headers.ContentDisposition!.FileName);
        using var folder = new Testing.ScratchFolder();
        var file = Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(file, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        var report = await server.Session.Importer(new ReaderOptions(), []).ImportAsync([file], null, null, TestContext.Current.CancellationToken);
        Assert.Empty(report.Failures);
        Assert.Equal(0, report.Added);
        Assert.Equal(MadePapers.Count, report.Papers.Count);
    }

    [Fact]
    public async Task An_export_holds_the_papers_that_are_named()
    {
        var text = await server.Client.GetStringAsync($"/api/v1/papers/export?format=bibtex&paper={EncodedId}&paper={MadePapers.Melt}", TestContext.Current.CancellationToken);
        Assert.Equal(2, text.Split("\n@").Length + (text.StartsWith('@') ? 0 : -1));
    }

    [Fact]
    public async Task The_library_is_told_at_a_glance()
    {
        var library = await server.GetAsync("/api/v1/library");
        Assert.Equal(MadePapers.Count, library.GetProperty("papers").GetInt32());
        Assert.Equal(2011, library.GetProperty("firstYear").GetInt32());
        Assert.Equal("sqlite", library.GetProperty("index").GetString());
        Assert.False(library.TryGetProperty("writer", out _));
    }

    private static List<string> Keys(JsonElement page) => [.. page.GetProperty("papers").EnumerateArray().Select(p => p.GetProperty("key").GetString()!)];

    private static string? NextOf(string link)
    {
        var next = link.Split(", ").FirstOrDefault(l => l.EndsWith("rel=\"next\"", StringComparison.Ordinal));
        return next?[(next.IndexOf('<', StringComparison.Ordinal) + 1)..next.IndexOf('>', StringComparison.Ordinal)];
    }
}
