using System.Net;
using System.Net.Http.Json;
using System.Text;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

public sealed class PaperChangesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_record_is_corrected_by_who_has_seen_it_and_by_nobody_else()
    {
        const string address = "/api/v1/papers/Tarn";
        using var named = await server.SendAsync(HttpMethod.Patch, "/api/v1/papers/Berg2017GlacierSpeedRadar", JsonContent.Create(new { key = "Tarn", year = 2018 }));
        var paper = await named.JsonAsync();
        Assert.Equal(2018, paper.GetProperty("record").GetProperty("year").GetInt32());
        var tag = named.Headers.ETag!.Tag;

        using var read = await server.Client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(tag, read.Headers.ETag!.Tag);

        using var edited = await server.SendAsync(
            HttpMethod.Patch, address,
            new StringContent("""{"venue": "Journal of Ice", "tags": ["ice", "Ice", "speed"], "fields": {"volume": "12"}, "url": null}""", Encoding.UTF8, "application/merge-patch+json"),
            ("If-Match", tag));
        var changed = await edited.JsonAsync();
        Assert.Equal(["ice", "speed"], changed.GetProperty("record").GetProperty("tags").Strings());
        Assert.Equal(["12"], changed.GetProperty("fields").GetProperty("volume").Strings());
        Assert.Contains("venue", changed.GetProperty("editedFields").Strings());

        using var late = await server.SendAsync(HttpMethod.Patch, address, JsonContent.Create(new { venue = "Other" }), ("If-Match", tag));
        Assert.Contains("Read it again", (await late.ProblemAsync(412)).Detail(), StringComparison.Ordinal);
        using var lateDeletion = await server.SendAsync(HttpMethod.Delete, address, null, ("If-Match", tag));
        await lateDeletion.ProblemAsync(412);

        using var deletion = await server.SendAsync(HttpMethod.Delete, address, null, ("If-Match", edited.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NoContent, deletion.StatusCode);
        using var gone = await server.Client.GetAsync(address, TestContext.Current.CancellationToken);
        await gone.ProblemAsync(404);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_change_is_told_at_once_and_nothing_is_changed()
    {
        using var response = await server.SendAsync(
            HttpMethod.Patch, "/api/v1/papers/" + MadePapers.Melt, JsonContent.Create(new { title = "", year = "two", doi = "none", colour = "red", tags = new[] { "" }, key = "a b", venue = "New" }));
        var problem = await response.ProblemAsync(400);
        Assert.Equal(["colour", "doi", "key", "tags", "title", "year"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.False((await server.GetAsync("/api/v1/papers/" + MadePapers.Melt)).GetProperty("record").TryGetProperty("venue", out _));
    }

    [Fact]
    public async Task A_key_that_is_taken_is_refused()
    {
        using var response = await server.SendAsync(HttpMethod.Patch, "/api/v1/papers/" + MadePapers.Melt, JsonContent.Create(new { key = MadePapers.Albedo }));
        Assert.Contains("AlbedoNet", (await response.ProblemAsync(409)).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_papers_become_one_that_keeps_the_first_key()
    {
        using var response = await server.PostAsync("/api/v1/papers/merge", new { keep = "Floe2016SeaIceDrift", merge = new[] { "Roof2011SnowLoadsFlat" } });
        var merged = await response.JsonAsync();
        Assert.Equal("Floe2016SeaIceDrift", merged.GetProperty("record").GetProperty("key").GetString());

        // The other's id leads here from now on.
        var other = merged.GetProperty("alsoKnownAs").Strings();
        Assert.NotEmpty(other);
        Assert.Equal("Floe2016SeaIceDrift", (await server.GetAsync("/api/v1/papers/" + Uri.EscapeDataString(other[^1]))).GetProperty("record").GetProperty("key").GetString());
    }

    [Fact]
    public async Task A_merge_with_a_wrong_name_changes_nothing()
    {
        using var response = await server.PostAsync("/api/v1/papers/merge", new { keep = MadePapers.Albedo, merge = new[] { MadePapers.Melt, "NobodysPaper" } });
        await response.ProblemAsync(404);
        Assert.Equal(MadePapers.Melt, (await server.GetAsync("/api/v1/papers/" + MadePapers.Melt)).GetProperty("record").GetProperty("key").GetString());
    }
}
