using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

public sealed class ConversationsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string All = "/api/v1/conversations";

    [Fact]
    public async Task A_conversation_is_begun_continued_read_found_renamed_exported_and_deleted()
    {
        using var begun = await server.PostAsync(All, new { question = "What does AlbedoNet predict?" });
        var first = await begun.JsonAsync(HttpStatusCode.Created);
        var address = begun.Headers.Location!.ToString();

        using var followed = await server.PostAsync(address + "/turns", new { question = "And what are its limits?" });
        var second = await followed.JsonAsync();
        Assert.Equal("And what are its limits?", second.GetProperty("asked").GetString());
        Assert.Contains("AlbedoNet", second.GetProperty("question").GetString(), StringComparison.Ordinal);
        Assert.Equal(first.GetProperty("conversation").GetString(), second.GetProperty("conversation").GetString());

        var read = await server.GetAsync(address);
        Assert.Equal(2, read.GetProperty("turns").GetArrayLength());
        Assert.Equal("answer", read.GetProperty("turns")[0].GetProperty("answer").GetProperty("kind").GetString());

        using var renamed = await server.SendAsync(HttpMethod.Patch, address, JsonContent.Create(new { title = "Bright\nsnow" }));
        Assert.Equal("Bright snow", (await renamed.JsonAsync()).GetProperty("title").GetString());

        var found = await server.GetAsync(All + "?q=satellite%20images&limit=1");
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        Assert.Equal("Bright snow", found.GetProperty("conversations")[0].GetProperty("title").GetString());
        Assert.Contains("satellite", found.GetProperty("conversations")[0].GetProperty("found").GetProperty("sentence").GetString(), StringComparison.Ordinal);

        var markdown = await server.Client.GetStringAsync(address + "/export", TestContext.Current.CancellationToken);
        Assert.StartsWith("# Bright snow", markdown, StringComparison.Ordinal);
        Assert.Equal(read.GetProperty("turns").GetRawText(), (await server.GetAsync(address + "/export?format=json")).GetProperty("turns").GetRawText());

        using var deleted = await server.SendAsync(HttpMethod.Delete, address);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await server.Client.GetAsync(address, TestContext.Current.CancellationToken);
        await gone.ProblemAsync(404);
    }

    [Fact]
    public async Task A_streamed_turn_ends_with_the_turn_that_is_saved()
    {
        using var response = await server.SendAsync(HttpMethod.Post, All, JsonContent.Create(new { question = "What does MeltNet predict?", strategy = "steps" }), ("Accept", "text/event-stream"));
        var events = await response.EventsAsync();
        var turn = JsonDocument.Parse(events[^1].Data).RootElement;
        Assert.Equal("answer", events[^1].EventType);
        var saved = await server.GetAsync($"{All}/{turn.GetProperty("conversation").GetString()}");
        Assert.Equal(turn.GetProperty("answer").GetProperty("claims")[0].GetProperty("text").GetString(), saved.GetProperty("turns")[0].GetProperty("answer").GetProperty("claims")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("..%2F..%2Flibrary")]
    [InlineData("last")]
    public async Task A_conversation_that_is_not_there_is_not_found_and_no_folder_is_named(string id)
    {
        foreach (var response in new[]
        {
            await server.SendAsync(HttpMethod.Get, $"{All}/{id}"),
            await server.SendAsync(HttpMethod.Delete, $"{All}/{id}"),
            await server.SendAsync(HttpMethod.Post, $"{All}/{id}/turns", JsonContent.Create(new { question = "What?" }), ("Accept", "text/event-stream")),
        })
        {
            Assert.DoesNotContain(Path.GetTempPath(), (await response.ProblemAsync(404)).GetRawText(), StringComparison.Ordinal);
            response.Dispose();
        }
    }
}
