using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

/// <summary>Reads the server's answers and checks what all of them must have.</summary>
internal static class Answers
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<JsonElement> GetAsync(this ServerFixture server, string address)
    {
        using var response = await server.Client.GetAsync(address, Token);
        return await response.JsonAsync();
    }

    public static Task<HttpResponseMessage> PostAsync(this ServerFixture server, string address, object body) => server.Client.PostAsJsonAsync(address, body, Token);

    public static Task<HttpResponseMessage> SendAsync(this ServerFixture server, HttpMethod method, string address, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>An error as RFC 9457 has it, with something to do in its detail.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.StartsWith("urn:research-agent:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return problem;
    }

    public static async Task<List<SseItem<string>>> EventsAsync(this HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            events.Add(item);
        }

        return events;
    }

    public static string Detail(this JsonElement problem) => problem.GetProperty("detail").GetString()!;

    public static List<string> Strings(this JsonElement list) => [.. list.EnumerateArray().Select(i => i.GetString()!)];
}
