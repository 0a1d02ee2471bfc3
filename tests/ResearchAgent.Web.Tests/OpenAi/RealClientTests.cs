using System.ClientModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace ResearchAgent.Web.Tests.OpenAi;

/// <summary>Clients that others wrote for OpenAI's service, against this server.</summary>
public sealed class RealClientTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Question = "By how much does AlbedoNet reduce the prediction error?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_official_NET_client_lists_the_models()
    {
        var models = await Client().GetOpenAIModelClient().GetModelsAsync(Token);
        Assert.Equal(["research-agent", "research-agent-steps"], models.Value.Select(m => m.Id));
    }

    [Fact]
    public async Task The_official_NET_client_asks_and_follows_up()
    {
        var chat = Client().GetChatClient("research-agent");
        List<ChatMessage> messages = [new UserChatMessage("What does AlbedoNet predict?")];
        var answer = await chat.CompleteChatAsync(messages, null, Token);
        Assert.Equal(ChatFinishReason.Stop, answer.Value.FinishReason);
        var annotation = answer.Value.Annotations[0];
        Assert.Equal(MadePapers.Albedo, answer.Value.Content[0].Text[annotation.StartIndex..annotation.EndIndex]);
        Assert.StartsWith("AlbedoNet", annotation.WebResourceTitle, StringComparison.Ordinal);

        // What the client does not know is in the answer all the same.
        var raw = JsonDocument.Parse(answer.GetRawResponse().Content).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("annotations")[0];
        Assert.Contains("albedo", raw.GetProperty("research_agent").GetProperty("quote").GetString(), StringComparison.Ordinal);

        messages.Add(new AssistantChatMessage(answer.Value));
        messages.Add(new UserChatMessage("And how long does its training take?"));
        var next = await chat.CompleteChatAsync(messages, null, Token);
        Assert.Contains("3 hours", next.Value.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_NET_client_streams()
    {
        var text = new StringBuilder();
        ChatFinishReason? reason = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in Client().GetChatClient("research-agent").CompleteChatStreamingAsync([new UserChatMessage(Question)], null, Token))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(c => c.Text)));
            reason = update.FinishReason ?? reason;
            usage = update.Usage ?? usage;
        }

        Assert.Contains("12%", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, reason);
        Assert.True(usage?.TotalTokenCount > 0);
    }

    [Fact]
    public async Task The_official_NET_client_reads_our_errors()
    {
        var failed = await Assert.ThrowsAsync<ClientResultException>(() => Client().GetChatClient("gpt-4o").CompleteChatAsync([new UserChatMessage(Question)], null, Token));
        Assert.Equal(404, failed.Status);
        Assert.Contains("research-agent-steps", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_npm_client_lists_asks_streams_and_follows_up()
    {
        var folder = ClientsFolder();
        Assert.SkipWhen(folder is null, "The clients in tests/clients are not beside this build.");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "openai")), "The npm package 'openai' is not installed: run 'npm install' in tests/clients.");
        var start = new ProcessStartInfo("node", ["openai.mjs", server.Address + "/v1"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Token), node.StandardError.ReadToEndAsync(Token));
        await node.WaitForExitAsync(Token);
        TestContext.Current.TestOutputHelper?.WriteLine(await output);
        Assert.True(node.ExitCode == 0, $"{await output}\n{await errors}");
        Assert.Contains("All is as it should be.", await output, StringComparison.Ordinal);
    }

    private OpenAIClient Client() => new(new ApiKeyCredential("none-is-needed-here"), new OpenAIClientOptions { Endpoint = new Uri(server.Address + "/v1") });

    private static string? ClientsFolder()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "tests", "clients", "openai.mjs")))
            {
                return Path.Combine(folder, "tests", "clients");
            }
        }

        return null;
    }
}
