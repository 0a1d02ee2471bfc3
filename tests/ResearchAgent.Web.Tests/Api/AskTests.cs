using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

public sealed class AskTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Question = "By how much does AlbedoNet reduce the prediction error?";

    [Theory]
    [InlineData("direct")]
    [InlineData("steps")]
    public async Task An_answer_is_what_the_command_line_writes_as_JSON(string strategy)
    {
        using var response = await server.PostAsync("/api/v1/ask", new { question = Question, strategy });
        await response.JsonAsync();
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = Assert.IsType<Answer>(JsonFormat.Read(text));
        Assert.Equal(text, JsonFormat.Write(answer));
        var claim = answer.Claims.First(c => c.Text.Contains("12%", StringComparison.Ordinal));
        Assert.Equal(MadePapers.Albedo, claim.Citations[0].Key.Value);
    }

    [Fact]
    public async Task The_selection_bounds_what_is_cited()
    {
        using var response = await server.PostAsync("/api/v1/ask", new { question = "Which method reduces the prediction error on the Alpine dataset?", selection = new { papers = new[] { MadePapers.Melt }, yearFrom = 2021 } });
        Assert.Equal([MadePapers.Melt], (await response.JsonAsync()).GetProperty("references").EnumerateArray().Select(r => r.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task A_stream_tells_steps_and_claims_and_ends_with_the_whole_answer()
    {
        using var response = await server.SendAsync(HttpMethod.Post, "/api/v1/ask", JsonContent.Create(new { question = Question }), ("Accept", "text/event-stream"));
        var events = await response.EventsAsync();
        Assert.Equal("step", events[0].EventType);
        Assert.Equal("answer", events[^1].EventType);
        Assert.Single(events, e => e.EventType == "answer");
        var claim = events.First(e => e.EventType == "claim");
        Assert.All(events, e => Assert.DoesNotContain('\n', e.Data));
        var answer = Assert.IsType<Answer>(JsonFormat.Read(events[^1].Data));
        Assert.Contains(JsonDocument.Parse(claim.Data).RootElement.GetProperty("citations")[0].GetProperty("quote").GetProperty("text").GetString(), answer.Claims.SelectMany(c => c.Citations).Select(c => c.Quote.Text));
    }

    [Fact]
    public async Task An_abstention_is_an_answer()
    {
        using var response = await server.PostAsync("/api/v1/ask", new { question = "Who won the football cup in 1954?" });
        var answer = await response.JsonAsync();
        Assert.NotEmpty(answer.GetProperty("abstention").GetString()!);
        Assert.Equal(0, answer.GetProperty("claims").GetArrayLength());
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_question_is_told_at_once()
    {
        using var response = await server.PostAsync("/api/v1/ask", new { question = new string('x', 2001), strategy = "guess", selection = new { yearFrom = -1, tags = new[] { "" } } });
        var errors = (await response.ProblemAsync(400)).GetProperty("errors");
        Assert.Equal(["question has 2,001 characters; it may have up to 2,000."], errors.GetProperty("question").Strings());
        Assert.Equal(["strategy is 'guess'; allowed are direct, steps."], errors.GetProperty("strategy").Strings());
        Assert.Equal(["selection.yearFrom is -1; it must be from 0 to 9999."], errors.GetProperty("selection.yearFrom").Strings());
        Assert.Equal(["selection.tags holds an empty item; leave it out."], errors.GetProperty("selection.tags").Strings());
    }

    [Theory]
    [InlineData("{\"question\": \"a\" \"b\"}", "at line 1, byte 18")]
    [InlineData("{\"question\": \"a\", \"model\": \"x\"}", "'model'")]
    [InlineData("{\"question\": {}}", "'question'")]
    [InlineData("null", "null")]
    [InlineData("", "no JSON")]
    [InlineData("{\"question\": \"  \"}", "question is empty")]
    public async Task A_broken_body_is_told_in_plain_words(string body, string part)
    {
        using var response = await server.SendAsync(HttpMethod.Post, "/api/v1/ask", new StringContent(body, Encoding.UTF8, "application/json"));
        var detail = (await response.ProblemAsync(400)).Detail();
        Assert.Contains(part, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("ResearchAgent.Web", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_selection_that_names_no_paper_is_not_found_in_a_stream_too()
    {
        using var response = await server.SendAsync(
            HttpMethod.Post, "/api/v1/ask", JsonContent.Create(new { question = Question, selection = new { papers = new[] { "Frost2020Nothing" } } }), ("Accept", "text/event-stream"));
        Assert.Contains(MadePapers.Albedo, (await response.ProblemAsync(404)).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passages_are_found_with_their_scores_and_why()
    {
        var found = await server.GetAsync("/api/v1/search?q=snow%20albedo&limit=3");
        var results = found.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(MadePapers.Albedo, results[0].GetProperty("paper").GetProperty("key").GetString());
        Assert.InRange(results.Count, 1, 3);
        Assert.Contains("albedo", results[0].GetProperty("sentence").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(results[0].GetProperty("why").GetProperty("matchedTerms").EnumerateArray());
        Assert.True(results[0].GetProperty("score").GetDouble() >= results[^1].GetProperty("score").GetDouble());

        using var none = await server.Client.GetAsync("/api/v1/search", TestContext.Current.CancellationToken);
        Assert.Equal("q is missing.", (await none.ProblemAsync(400)).Detail());
    }

    [Theory]
    [InlineData("json", "application/json", "\"kind\": \"comparison\"")]
    [InlineData("markdown", "text/markdown", "| Aspect |")]
    [InlineData("latex", "application/x-latex", "\\begin{tabular")]
    [InlineData("csv", "text/csv", "Frost2020AlbedoNet")]
    [InlineData("bibtex", "application/x-bibtex", "@misc{Frost2020AlbedoNet")]
    public async Task A_comparison_comes_in_the_form_that_is_asked_for(string format, string type, string part)
    {
        var body = new { papers = new[] { "AlbedoNet", MadePapers.Melt }, aspects = new[] { "training cost" } };
        using var response = await server.PostAsync("/api/v1/compare?format=" + format, body);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(part, text, StringComparison.Ordinal);

        using var accepted = await server.SendAsync(HttpMethod.Post, "/api/v1/compare", JsonContent.Create(body), ("Accept", $"image/png, {type};q=0.9"));
        Assert.Equal(type, accepted.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_comparison_needs_two_papers_and_a_form_that_there_is()
    {
        using var one = await server.PostAsync("/api/v1/compare", new { papers = new[] { MadePapers.Albedo } });
        Assert.Equal("papers has 1 item; it needs 2 or more.", (await one.ProblemAsync(400)).Detail());
        using var same = await server.PostAsync("/api/v1/compare", new { papers = new[] { MadePapers.Albedo, "AlbedoNet" } });
        Assert.Contains("same paper", (await same.ProblemAsync(400)).Detail(), StringComparison.Ordinal);
        using var none = await server.PostAsync("/api/v1/compare", new { papers = new[] { MadePapers.Albedo, "Zzyzx1999Qqq" } });
        await none.ProblemAsync(404);
        using var form = await server.PostAsync("/api/v1/compare?format=word", new { papers = new[] { MadePapers.Albedo, MadePapers.Melt } });
        Assert.Contains("allowed are json, markdown, latex, csv, bibtex", (await form.ProblemAsync(400)).Detail(), StringComparison.Ordinal);
        using var accept = await server.SendAsync(HttpMethod.Post, "/api/v1/compare", JsonContent.Create(new { papers = new[] { MadePapers.Albedo, MadePapers.Melt } }), ("Accept", "image/png"));
        await accept.ProblemAsync(406);
    }

    [Fact]
    public async Task A_topic_is_reviewed_and_a_draft_is_given_its_related_work()
    {
        using var topic = await server.PostAsync("/api/v1/review", new { topic = "snow" });
        var review = Assert.IsType<Review>(JsonFormat.Read((await topic.JsonAsync()).GetRawText()));
        Assert.NotEmpty(review.Themes);
        Assert.False(review.IsRelatedWork);

        using var draft = await server.PostAsync("/api/v1/review?format=json", new { title = "Snow from Space", @abstract = "We predict snow albedo and snow melt from satellite images and weather records." });
        Assert.True((await draft.JsonAsync()).GetProperty("isRelatedWork").GetBoolean());

        using var neither = await server.PostAsync("/api/v1/review", new { title = "Snow from Space" });
        Assert.Equal("abstract is missing; related work needs both title and abstract.", (await neither.ProblemAsync(400)).Detail());
        using var both = await server.PostAsync("/api/v1/review", new { topic = "snow", title = "Snow from Space" });
        await both.ProblemAsync(400);
    }

    [Fact]
    public async Task A_saved_answer_is_verified_and_a_forged_quote_is_found_out()
    {
        using var asked = await server.PostAsync("/api/v1/ask", new { question = Question });
        await asked.JsonAsync();
        var text = await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var good = await server.Client.PostAsync("/api/v1/verify", new StringContent(text, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var report = await good.JsonAsync();
        Assert.True(report.GetProperty("quotes").GetInt32() > 0);
        Assert.Equal(report.GetProperty("claims").GetInt32(), report.GetProperty("verified").GetInt32());

        using var forged = await server.Client.PostAsync("/api/v1/verify", new StringContent(text.Replace("12%", "92%", StringComparison.Ordinal), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var failures = (await forged.JsonAsync()).GetProperty("failures");
        Assert.Equal("Unlocated", failures[0].GetProperty("problem").GetString());
        Assert.Contains("92%", failures[0].GetProperty("unlocated")[0].GetProperty("text").GetString(), StringComparison.Ordinal);

        using var other = await server.PostAsync("/api/v1/verify", new { kind = "poem" });
        Assert.Contains("poem", (await other.ProblemAsync(400)).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_clients_at_once_are_both_answered()
    {
        using var other = server.NewClient();
        var asked = new[] { server.Client, other }.Select(c => c.PostAsJsonAsync("/api/v1/ask", new { question = Question }, TestContext.Current.CancellationToken)).ToList();
        foreach (var response in await Task.WhenAll(asked))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            response.Dispose();
        }
    }
}
