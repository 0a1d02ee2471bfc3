using System.ClientModel;
using OpenAI;
using Xunit;

namespace ResearchAgent.Web.Tests.OpenAi;

/// <summary>OpenAI's clients send their key as this server asks for it.</summary>
public sealed class KeyedServerTests(KeyedServerTests.KeyedServer server) : IClassFixture<KeyedServerTests.KeyedServer>
{
    [Fact]
    public async Task The_key_of_the_server_is_the_key_of_the_client()
    {
        var models = await Client(KeyedServer.Key).GetModelsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, models.Value.Count);
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Client("another-key-altogether").GetModelsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(401, refused.Status);
    }

    private OpenAI.Models.OpenAIModelClient Client(string key) =>
        new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(server.Address + "/v1") }).GetOpenAIModelClient();

    public sealed class KeyedServer : ServerFixture
    {
        public const string Key = "0123456789abcdef0123";

        protected override ServerOptions Options { get; } = new() { Security = new() { Port = 0, ApiKey = Key } };
    }
}
