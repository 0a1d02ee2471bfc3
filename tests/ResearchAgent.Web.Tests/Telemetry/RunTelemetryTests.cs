using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval;
using ResearchAgent.Telemetry;
using Xunit;

namespace ResearchAgent.Web.Tests.Telemetry;

public sealed class RunTelemetryTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_one_span_with_one_span_a_step_as_long_as_the_trace_says()
    {
        var (spans, answer) = await ObserveAsync(() => server.Work.Assistant.AskAsync("How much does AlbedoNet reduce the prediction error?", PassageFilter.None, Token));
        var ask = Assert.Single(spans, s => s.OperationName == "research.ask");
        Assert.Equal("answered", ask.GetTagItem("research.outcome"));
        Assert.Equal("direct", ask.GetTagItem("research.strategy"));
        Assert.Equal(answer.Claims.Count, ask.GetTagItem("research.claims"));

        var steps = spans.Where(s => s.ParentSpanId == ask.SpanId).ToList();
        Assert.Equal(answer.Trace.Steps.Select(s => $"research.step {s.Name}"), steps.Select(s => s.OperationName));
        Assert.All(answer.Trace.Steps.Zip(steps), s => Assert.Equal(s.First.Milliseconds, s.Second.Duration.TotalMilliseconds, 0.1));
    }

    [Fact]
    public async Task A_run_that_fails_tells_the_kind_of_failure_and_not_its_words()
    {
        var (spans, _) = await ObserveAsync(async () => await Assert.ThrowsAsync<PaperNotFoundException>(() => server.Work.Assistant.CompareAsync(["AlbedoNet", "xylograph"], [], Token)));
        var compare = Assert.Single(spans, s => s.OperationName == "research.compare");
        Assert.Equal(ActivityStatusCode.Error, compare.Status);
        Assert.Equal(typeof(PaperNotFoundException).FullName, compare.GetTagItem("error.type"));
        Assert.Null(compare.StatusDescription);
        Assert.DoesNotContain(compare.TagObjects, t => t.Value?.ToString()?.Contains("xylograph", StringComparison.Ordinal) == true);
    }

    // Other tests run at the same time: a span of this test's own sets its spans apart.
    private static async Task<(IReadOnlyList<Activity> Spans, T Result)> ObserveAsync<T>(Func<Task<T>> run)
    {
        var exported = new List<Activity>();
        T result;
        ActivityTraceId trace;
        using var source = new ActivitySource("RunTelemetryTests");
        using (Sdk.CreateTracerProviderBuilder().AddSource(RunTelemetry.Name, source.Name).AddInMemoryExporter(exported).Build())
        {
            using var own = source.StartActivity("test")!;
            trace = own.TraceId;
            result = await run();
        }

        return ([.. exported.ToArray().Where(a => a.TraceId == trace)], result);
    }
}
