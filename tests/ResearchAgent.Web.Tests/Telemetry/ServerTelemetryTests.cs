using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ResearchAgent.Hosting;
using ResearchAgent.Web.Work;
using Xunit;

namespace ResearchAgent.Web.Tests.Telemetry;

/// <summary>What really arrives at a collector, with variables set that ask for more.</summary>
public sealed class ServerTelemetryTests
{
    // In no paper's words and in no name of the program's.
    private const string Secret = "xylograph";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_sent_unless_the_settings_name_a_collector_whatever_the_environment_says()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var environment = new Variables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address.AbsoluteUri),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_EXPORTER", "otlp"),
            ("OTEL_METRICS_EXPORTER", "otlp"));
        await using (var server = new Server(null))
        {
            await server.InitializeAsync();
            await AskAsync(server);
            Assert.Null(server.Server.Services.GetService<TracerProvider>());
            Assert.Null(server.Server.Services.GetService<MeterProvider>());
        }

        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Traces_and_metrics_arrive_and_hold_no_word_of_question_or_paper()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var environment = new Variables(
            ("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:9"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));
        await using (var server = new Server(new TelemetrySettings(receiver.Address)))
        {
            await server.InitializeAsync();
            await AskAsync(server);
        }

        Assert.All(receiver.Received, r => Assert.Equal("application/x-protobuf", r.Type));
        Assert.Equal(["/v1/metrics", "/v1/traces"], receiver.Received.Select(r => r.Path).Distinct().Order());
        var (traces, metrics) = (receiver.TextOf("/v1/traces"), receiver.TextOf("/v1/metrics"));
        Assert.All(new[] { "research.ask", "research.compare", "research.step retrieve", "research.outcome", "GET /search", "research-agent" }, name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.All(new[] { "research.asks", "research.abstentions", "research.run.duration", "research.queue.wait", "research.queue.length", "research.papers", "http.server.request.duration" }, name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.All(new[] { traces, metrics }, sent =>
        {
            Assert.DoesNotContain(Secret, sent, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("AlbedoNet", sent, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Path.GetTempPath().TrimEnd('/') + "/", sent, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_collector_that_is_away_changes_no_answer()
    {
        Uri gone;
        await using (var receiver = await OtlpReceiver.StartAsync())
        {
            gone = receiver.Address;
        }

        await using var server = new Server(new TelemetrySettings(gone));
        await server.InitializeAsync();
        await AskAsync(server);
    }

    private static async Task AskAsync(Server server)
    {
        var abstained = await server.Work.AskAsync("test", new AskRequest($"Why does {Secret} matter?"), null, Token);
        var answered = await server.Work.AskAsync("test", new AskRequest("How much does AlbedoNet reduce the prediction error?") { Strategy = Strategy.Steps }, null, Token);
        await server.Work.ThinkAsync("test", null, assistant => assistant.CompareAsync([MadePapers.Albedo, MadePapers.Melt], [Secret], Token), Token);
        (await server.Client.GetAsync($"/search?q={Secret}+AlbedoNet", Token)).EnsureSuccessStatusCode();
        await server.Client.GetAsync($"/chat/{Secret}", Token);
        Assert.NotNull(abstained.Abstention);
        Assert.NotEmpty(answered.Claims);
    }

    private sealed class Server(TelemetrySettings? telemetry) : ServerFixture
    {
        protected override ServerOptions Options { get; } = new() { Security = new() { Port = 0, AsksPerMinute = 10_000 }, Concurrency = 2, Telemetry = telemetry };
    }

    private sealed class Variables : IDisposable
    {
        private readonly List<(string Name, string? Before)> _before = [];

        public Variables(params (string Name, string Value)[] variables)
        {
            foreach (var (name, value) in variables)
            {
                _before.Add((name, Environment.GetEnvironmentVariable(name)));
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose() => _before.ForEach(b => Environment.SetEnvironmentVariable(b.Name, b.Before));
    }
}
