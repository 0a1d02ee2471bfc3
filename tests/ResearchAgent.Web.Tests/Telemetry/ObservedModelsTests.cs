using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.Web.Tests.Telemetry;

public sealed class ObservedModelsTests
{
    [Fact]
    public async Task A_call_is_told_by_the_conventions_without_a_word_of_what_was_said()
    {
        Environment.SetEnvironmentVariable("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true");
        var (spans, metrics) = (new List<Activity>(), new List<Metric>());
        using (Sdk.CreateTracerProviderBuilder().AddSource(ObservedModels.SourceName).AddInMemoryExporter(spans).Build())
        using (Sdk.CreateMeterProviderBuilder().AddMeter(ObservedModels.SourceName).AddInMemoryExporter(metrics).Build())
        {
            using var model = ObservedModels.Observe(new ScriptedChatClient((_, _) => new ChatResponse(new ChatMessage(ChatRole.Assistant, "A secret answer."))
            {
                Usage = new UsageDetails { InputTokenCount = 11, OutputTokenCount = 3 },
            }));
            await model.GetResponseAsync("A secret question.", cancellationToken: TestContext.Current.CancellationToken);
        }

        var call = Assert.Single(spans);
        Assert.Equal("chat", call.GetTagItem("gen_ai.operation.name"));
        Assert.Equal(11, Convert.ToInt32(call.GetTagItem("gen_ai.usage.input_tokens"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.DoesNotContain(call.TagObjects, t => t.Value?.ToString()?.Contains("secret", StringComparison.OrdinalIgnoreCase) == true);
        Assert.Empty(call.Events);
        Assert.Superset(new HashSet<string> { "gen_ai.client.token.usage", "gen_ai.client.operation.duration" }, metrics.Select(m => m.Name).ToHashSet());
    }

    [Fact]
    public void What_is_asked_of_a_model_by_its_type_is_still_found()
    {
        var chat = new ScriptedChatClient("Yes.");
        Assert.Same(chat, ObservedModels.Observe(chat).GetService(typeof(ScriptedChatClient)));
        Assert.NotNull(ObservedModels.Observe(new UnusableModel(new ModelException("away"))).GetService(typeof(UnusableModel)));

        var vectors = ObservedModels.Observe(StaticWordVectors.Shared);
        Assert.Same(StaticWordVectors.Shared, vectors.GetService(typeof(StaticWordVectors)));
        Assert.Equal(EmbedderFingerprint.Of(StaticWordVectors.Shared), EmbedderFingerprint.Of(vectors));
    }
}
