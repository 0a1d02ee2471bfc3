using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ResearchAgent.Tests.Writing.Fluent;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

public sealed class ResourceTests(SnowLibrary snow) : IClassFixture<SnowLibrary>
{
    private readonly McpLibrary _library = Shelf.Over(snow.Index);

    [Theory]
    [InlineData("paper://" + SnowLibrary.Albedo)]
    [InlineData("paper://frost2020albedonet/")]
    public async Task A_paper_is_read_by_its_key(string uri)
    {
        await using var connection = await Connection.OpenAsync(_library);
        var read = Assert.IsType<TextResourceContents>(Assert.Single((await connection.Client.ReadResourceAsync(uri, cancellationToken: TestContext.Current.CancellationToken)).Contents));

        Assert.Equal("paper://" + SnowLibrary.Albedo, read.Uri);
        Assert.Contains("AlbedoNet does not work at night.", read.Text, StringComparison.Ordinal);
        Assert.Contains("Ann Frost, Bo Ice (2020)", read.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paper://Zebra2099MeltNet", "'Zebra2099MeltNet'. The nearest are paper://")]
    [InlineData("file:///etc/passwd", "is no resource of this server")]
    public async Task A_paper_that_is_not_there_names_the_nearest(string uri, string says)
    {
        await using var connection = await Connection.OpenAsync(_library);
        var e = await Assert.ThrowsAsync<McpProtocolException>(async () => await connection.Client.ReadResourceAsync(uri, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_goes_on_over_pages()
    {
        var token = TestContext.Current.CancellationToken;
        using var shelf = await Shelf.OpenAsync([.. Enumerable.Range(0, 101).Select(i => (object)new { title = $"Paper number {i}", year = 2020, @abstract = "None." })]);
        await using var connection = await Connection.OpenAsync(shelf.Library);
        var first = await connection.Client.ListResourcesAsync(new ListResourcesRequestParams(), token);
        var second = await connection.Client.ListResourcesAsync(new ListResourcesRequestParams { Cursor = first.NextCursor }, token);

        Assert.Equal((100, 1), (first.Resources.Count, second.Resources.Count));
        Assert.Null(second.NextCursor);
        Assert.Equal(101, first.Resources.Concat(second.Resources).DistinctBy(r => r.Uri).Count());
        await Assert.ThrowsAsync<McpProtocolException>(async () => await connection.Client.ListResourcesAsync(new ListResourcesRequestParams { Cursor = "-1" }, token));
    }

    [Fact]
    public async Task The_template_tells_how_papers_are_addressed()
    {
        await using var connection = await Connection.OpenAsync(_library);

        Assert.Equal("paper://{key}", Assert.Single(await connection.Client.ListResourceTemplatesAsync(cancellationToken: TestContext.Current.CancellationToken)).UriTemplate);
    }
}
