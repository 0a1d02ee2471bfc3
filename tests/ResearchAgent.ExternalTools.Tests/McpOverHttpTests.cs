using System.Text.Json.Nodes;
using Xunit;

namespace ResearchAgent.ExternalTools.Tests;

/// <summary>A server that is reached by HTTP: a double that knows the handful of messages it takes.</summary>
public sealed class McpOverHttpTests
{
    private const string KeyVariable = "EXTERNAL_TOOLS_HTTP_KEY";
    private const string Key = "sesame-51";

    [Fact]
    public async Task A_tool_is_called_over_HTTP_with_the_key_of_the_environment()
    {
        Environment.SetEnvironmentVariable(KeyVariable, Key);
        await using var service = new HttpDouble(Answer);
        await using var servers = await Tools.OpenAsync(Over(service.Address + "/mcp") with { ApiKeyVariable = KeyVariable });

        Assert.Equal("you sent Bearer [key left out]", Tools.In(await servers.CallAsync("look")));
        Assert.All(service.Requests.Where(r => r.Method == "POST"), r => Assert.Equal($"Bearer {Key}", r.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("http://192.0.2.1/mcp", false, "is on another machine ('192.0.2.1')")]
    [InlineData("https://192.0.2.1/mcp", false, "Set AllowRemote to true to allow that")]
    [InlineData("http://192.0.2.1/mcp", true, "not encrypted. Use an address that begins with https://")]
    [InlineData("http://127.0.0.1.example.org/", false, "is on another machine")]
    [InlineData("file:///etc/passwd", false, "which is no address")]
    [InlineData("http://user:word@127.0.0.1/mcp", false, "holds a name or password")]
    public async Task An_address_that_may_not_be_used_is_refused(string endpoint, bool allowRemote, string says)
    {
        var message = await Tools.RefusalAsync(Tools.Only("far", Over(endpoint) with { AllowRemote = allowRemote }));

        Assert.StartsWith("Plugins:Mcp:far: Endpoint ", message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain("word@", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = new HttpDouble(Answer);
        await using var service = new HttpDouble(_ => new HttpDoubleReply("", Status: "307 Temporary Redirect", Headers: $"Location: {other.Address}/mcp\r\n"));

        Assert.Contains("no server of the Model Context Protocol answers at", await Tools.RefusalAsync(Tools.Only("double", Over(service.Address + "/mcp?secret=1"))), StringComparison.Ordinal);
        Assert.Empty(other.Requests);
        Assert.NotEmpty(service.Requests);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_named_by_its_variable()
    {
        var message = await Tools.RefusalAsync(Tools.Only("double", Over("http://127.0.0.1:1/mcp") with { ApiKeyVariable = "EXTERNAL_TOOLS_NO_KEY" }));

        Assert.Contains("the environment variable 'EXTERNAL_TOOLS_NO_KEY', which ApiKeyVariable names, is not set", message, StringComparison.Ordinal);
    }

    private static McpServerSettings Over(string endpoint) => new() { Endpoint = endpoint, Allow = ["look"] };

    private static HttpDoubleReply Answer(HttpDoubleRequest request)
    {
        if (request.Method != "POST" || JsonNode.Parse(request.Body) is not JsonObject message)
        {
            return new HttpDoubleReply("", Status: "405 Method Not Allowed");
        }

        if (message["id"] is null)
        {
            return new HttpDoubleReply("", Status: "202 Accepted");
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone() };
        answer.Add((string)message["method"]! switch
        {
            "initialize" => KeyValuePair.Create<string, JsonNode?>("result", new JsonObject { ["protocolVersion"] = "2025-06-18", ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() }, ["serverInfo"] = new JsonObject { ["name"] = "double", ["version"] = "1" } }),
            "tools/list" => KeyValuePair.Create<string, JsonNode?>("result", JsonNode.Parse("""{"tools": [{"name": "look", "description": "Looks.", "inputSchema": {"type": "object"}}]}""")),
            "tools/call" => KeyValuePair.Create<string, JsonNode?>("result", new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "you sent " + request.Headers.GetValueOrDefault("Authorization") }) }),
            _ => KeyValuePair.Create<string, JsonNode?>("error", new JsonObject { ["code"] = -32601, ["message"] = "no such method" }),
        });
        return new HttpDoubleReply(answer.ToJsonString());
    }
}
