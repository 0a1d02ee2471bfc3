using Microsoft.Extensions.Configuration;
using ResearchAgent.Hosting;
using Xunit;

namespace ResearchAgent.Web.Tests.Telemetry;

public sealed class TelemetrySettingsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Without_an_address_it_is_off(string? endpoint) => Assert.Null(Read(endpoint, "true"));

    [Theory]
    [InlineData("http://127.0.0.1:4318", null)]
    [InlineData("http://localhost:4318/otlp", null)]
    [InlineData("http://[::1]:4318", null)]
    [InlineData("https://collector.example", "true")]
    public void On_this_machine_or_allowed_and_encrypted_it_is_on(string endpoint, string? allowed) => Assert.Equal(new Uri(endpoint), Read(endpoint, allowed)!.Endpoint);

    [Theory]
    [InlineData("collector", null, "is no address")]
    [InlineData("grpc://127.0.0.1:4317", null, "is no address")]
    [InlineData("https://collector.example", null, "Telemetry:AllowRemote")]
    [InlineData("https://collector.example", "perhaps", "Telemetry:AllowRemote")]
    [InlineData("http://collector.example", "true", "not encrypted")]
    public void Anything_else_is_refused_in_words(string endpoint, string? allowed, string words) =>
        Assert.Contains(words, Assert.Throws<InputException>(() => Read(endpoint, allowed)).Message, StringComparison.Ordinal);

    private static TelemetrySettings? Read(string? endpoint, string? allowRemote) => TelemetrySettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Telemetry:Endpoint"] = endpoint, ["Telemetry:AllowRemote"] = allowRemote }).Build());
}
