using System.Diagnostics;
using ResearchAgent.Web.Telemetry;
using Xunit;

namespace ResearchAgent.Web.Tests.Telemetry;

public sealed class SpanContentTests
{
    [Fact]
    public void Only_known_tags_stay_and_no_message()
    {
        using var span = new Activity("span").Start();
        span.SetTag("http.route", "/paper").SetTag("research.claims", 2).SetTag("url.query", "?q=secret").SetTag("url.path", "/chat/secret").SetTag("gen_ai.input.messages", "secret");
        span.SetStatus(ActivityStatusCode.Error, "secret");
        using var content = new SpanContent();
        content.OnEnd(span);

        Assert.Equal(["http.route", "research.claims"], span.TagObjects.Select(t => t.Key));
        Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
    }

    [Fact]
    public void A_span_with_an_event_is_not_sent()
    {
        using var span = new Activity("span") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        span.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection { ["exception.message"] = "secret" }));
        using var content = new SpanContent();
        content.OnEnd(span);

        Assert.False(span.Recorded);
    }
}
