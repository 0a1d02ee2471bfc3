using ResearchAgent.Tests.Writing.Fluent;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

public sealed class ArgumentTests(SnowLibrary snow) : IClassFixture<SnowLibrary>
{
    private readonly McpLibrary _library = Shelf.Over(snow.Index);

    [Fact]
    public async Task What_can_be_understood_is_forgiven()
    {
        await using var connection = await Connection.OpenAsync(_library);

        Assert.Single((await connection.CallAsync("search_papers", new { query = "snow", limit = "1" })).Data().GetProperty("papers").EnumerateArray());
        Assert.Single((await connection.CallAsync("search_papers", new { Query = "snow", limit = 1.0, yearFrom = (int?)null, tags = "" })).Data().GetProperty("papers").EnumerateArray());
        Assert.Equal(2, (await connection.CallAsync("compare", new { papers = "AlbedoNet; MeltNet" })).Data().GetProperty("papers").GetArrayLength());
        Assert.Equal(2, (await connection.CallAsync("compare", new { papers = "[\"AlbedoNet\", \"MeltNet\"]" })).Data().GetProperty("papers").GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_says_what_to_send_instead()
    {
        await using var connection = await Connection.OpenAsync(_library);
        async Task RefusesAsync(string tool, object arguments, string says) =>
            Assert.Contains(says, (await connection.CallAsync(tool, arguments)).Refusal(), StringComparison.Ordinal);

        await RefusesAsync("search_papers", new { }, "search_papers was called without query. Call again with query: Keywords, or a question");
        await RefusesAsync("search_papers", new { query = " " }, "query is empty");
        await RefusesAsync("search_papers", new { query = "snow", limit = "many" }, "limit is 'many'. Call again with a whole number: How many papers");
        await RefusesAsync("search_papers", new { query = "snow", limit = 500 }, "limit is 500. Call again with a number from 1 to 20");
        await RefusesAsync("search_papers", new { query = "snow", max_results = 3 }, "search_papers has no argument 'max_results'. It takes: query, limit, year_from, year_to, tags.");
        await RefusesAsync("search_papers", new { query = new string('x', 3000) }, "query has 3000 characters. Call again with at most 2000");
        await RefusesAsync("compare", new { papers = Calls.Names("AlbedoNet") }, "papers has 1. Call again with 2 to 6");
        await RefusesAsync("compare", new { papers = Calls.Names("AlbedoNet", SnowLibrary.Albedo) }, $"all names in papers lead to {SnowLibrary.Albedo}");
    }
}
