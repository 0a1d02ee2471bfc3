using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ResearchAgent.Web.Tests.Api;
using Xunit;

namespace ResearchAgent.Web.Tests.OpenAi;

public sealed class ChatCompletionsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Address = "/v1/chat/completions";
    private const string Question = "By how much does AlbedoNet reduce the prediction error?";

    [Fact]
    public async Task An_answer_holds_marks_and_an_annotation_for_each_quote()
    {
        using var response = await server.PostAsync(Address, new { model = "research-agent", temperature = 0.2, user = "x", unheard_of = true, messages = Messages(("system", "Be brief."), ("user", Question)) });
        var message = (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message");
        CheckAnnotations(message.GetProperty("content").GetString()!, message.GetProperty("annotations"));
    }

    [Fact]
    public async Task A_stream_brings_the_same_sentence_by_sentence()
    {
        using var whole = await server.PostAsync(Address, new { model = "research-agent", messages = Messages(("user", Question)) });
        var message = (await whole.JsonAsync()).GetProperty("choices")[0].GetProperty("message");

        using var response = await server.SendAsync(
            HttpMethod.Post, Address, JsonContent.Create(new { model = "research-agent", stream = true, stream_options = new { include_usage = true }, messages = Messages(("user", Question)) }));
        var events = await response.EventsAsync();
        Assert.Equal("[DONE]", events[^1].Data);
        Assert.All(events, e => Assert.Equal("message", e.EventType));
        var chunks = events[..^1].ConvertAll(e => JsonDocument.Parse(e.Data).RootElement);
        var deltas = chunks[..^1].ConvertAll(c => c.GetProperty("choices")[0].GetProperty("delta"));
        Assert.Equal("assistant", deltas[0].GetProperty("role").GetString());
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
        Assert.Equal(message.GetProperty("content").GetString(), string.Concat(deltas.Select(d => d.TryGetProperty("content", out var content) ? content.GetString() : "")));
        Assert.Equal(
            message.GetProperty("annotations").EnumerateArray().Select(a => a.GetRawText()),
            deltas.SelectMany(d => d.TryGetProperty("annotations", out var annotations) ? annotations.EnumerateArray().Select(a => a.GetRawText()) : []));
    }

    [Fact]
    public async Task A_follow_up_is_read_by_what_was_cited_before()
    {
        using var response = await server.PostAsync(Address, new
        {
            model = "research-agent-steps",
            messages = new object[]
            {
                new { role = "user", content = "What does AlbedoNet predict?" },
                new { role = "assistant", content = $"It predicts snow albedo from satellite images [{MadePapers.Albedo}]. Trust me [Invented2099Paper]." },
                new { role = "user", content = new[] { new { type = "text", text = "And how long does its training take?" } } },
            },
        });
        var content = (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        Assert.Contains("3 hours", content, StringComparison.Ordinal);
        Assert.DoesNotContain("20 hours", content, StringComparison.Ordinal);
        Assert.DoesNotContain("Invented2099Paper", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abstention_is_content_that_says_so()
    {
        using var response = await server.PostAsync(Address, new { model = "research-agent", messages = Messages(("user", "Who won the football cup in 1954?")) });
        var message = (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message");
        Assert.Contains("holds no passage that answers this", message.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, message.GetProperty("annotations").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"model": "gpt-4o", "messages": [{"role": "user", "content": "a"}]}""", 404, "model_not_found", "model")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}]}""", 400, "missing_required_parameter", "model")]
    [InlineData("""{"model": "research-agent", "messages": []}""", 400, "invalid_value", "messages")]
    [InlineData("""{"model": "research-agent"}""", 400, "missing_required_parameter", "messages")]
    [InlineData("""{"model": "research-agent", "messages": [{"role": "user", "content": "a"}], "tools": [{"type": "function"}]}""", 400, "unsupported_parameter", "tools")]
    [InlineData("""{"model": "research-agent", "messages": [{"role": "user", "content": "a"}], "n": 2}""", 400, "unsupported_value", "n")]
    [InlineData("""{"model": "research-agent", "messages": [{"role": "user", "content": "a"}], "response_format": {"type": "json_object"}}""", 400, "unsupported_value", "response_format")]
    [InlineData("""{"model": "research-agent", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}""", 400, "unsupported_value", "messages[0].content")]
    [InlineData("""{"model": """, 400, "broken_json", null)]
    public async Task Errors_have_the_shape_that_clients_know(string body, int status, string code, string? param)
    {
        using var response = await server.Client.PostAsync(Address, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var error = (await response.JsonAsync((HttpStatusCode)status)).GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(param, error.TryGetProperty("param", out var named) ? named.GetString() : null);
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task What_is_not_there_is_told_in_the_same_shape()
    {
        using var response = await server.Client.GetAsync("/v1/embeddings", TestContext.Current.CancellationToken);
        Assert.Equal("unknown_url", (await response.JsonAsync(HttpStatusCode.NotFound)).GetProperty("error").GetProperty("code").GetString());
        using var model = await server.Client.GetAsync("/v1/models/other", TestContext.Current.CancellationToken);
        Assert.Equal("model_not_found", (await model.JsonAsync(HttpStatusCode.NotFound)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_paper_without_a_safe_address_is_linked_to_its_page_here()
    {
        using var response = await server.PostAsync(Address, new { model = "research-agent", messages = Messages(("user", "What does the paper that tests whether titles are shown as text hold?")) });
        var message = (await response.JsonAsync()).GetProperty("choices")[0].GetProperty("message");
        var cited = message.GetProperty("annotations").EnumerateArray().First(a => a.GetProperty("research_agent").GetProperty("key").GetString() == MadePapers.Script);
        Assert.StartsWith(server.Address + "/paper?key=", cited.GetProperty("url_citation").GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", message.GetProperty("content").GetString()!.Replace("\\<script", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void CheckAnnotations(string content, JsonElement annotations)
    {
        Assert.NotEmpty(annotations.EnumerateArray());
        foreach (var annotation in annotations.EnumerateArray())
        {
            Assert.Equal("url_citation", annotation.GetProperty("type").GetString());
            var (citation, quote) = (annotation.GetProperty("url_citation"), annotation.GetProperty("research_agent"));
            Assert.Equal(quote.GetProperty("key").GetString(), content[citation.GetProperty("start_index").GetInt32()..citation.GetProperty("end_index").GetInt32()]);
            Assert.Equal("Supported", quote.GetProperty("verdict").GetString());
            Assert.Contains("AlbedoNet", quote.GetProperty("quote").GetString(), StringComparison.Ordinal);
        }
    }

    private static object[] Messages(params (string Role, string Content)[] messages) => [.. messages.Select(m => new { role = m.Role, content = m.Content })];
}
