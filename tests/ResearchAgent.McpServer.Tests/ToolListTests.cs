using System.Text.Encodings.Web;
using System.Text.Json;
using ResearchAgent.Tests.Writing.Fluent;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

public sealed class ToolListTests(SnowLibrary snow) : IClassFixture<SnowLibrary>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_tools_are_listed_with_their_schemas_and_hints()
    {
        using var shelf = await Shelf.OpenAsync();
        await using var connection = await Connection.OpenAsync(shelf.Adding());

        var tools = await connection.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Snapshot.Match("tools.json", JsonSerializer.Serialize(
            tools.OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => new
            {
                t.Name,
                t.Description,
                Hints = t.ProtocolTool.Annotations is { } a ? new { a.ReadOnlyHint, a.DestructiveHint, a.IdempotentHint, a.OpenWorldHint } : null,
                t.ProtocolTool.InputSchema,
                t.ProtocolTool.OutputSchema,
            }),
            Indented) + "\n");
    }

    [Fact]
    public async Task Without_a_way_to_add_papers_no_tool_writes()
    {
        await using var connection = await Connection.OpenAsync(Shelf.Over(snow.Index));

        var tools = await connection.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(tools, t => t.Name == "add_paper");
        Assert.All(tools, t => Assert.True(t.ProtocolTool.Annotations!.ReadOnlyHint));
    }

    [Fact]
    public async Task The_server_says_who_it_is_and_that_an_abstention_is_an_answer()
    {
        await using var connection = await Connection.OpenAsync(Shelf.Over(snow.Index));

        Assert.Equal("research-agent", connection.Client.ServerInfo!.Name);
        Assert.Matches(@"\A\d+\.\d+\.\d+\z", connection.Client.ServerInfo!.Version);
        Assert.Contains("that is an answer", connection.Client.ServerInstructions, StringComparison.Ordinal);
    }
}
