using System.Globalization;
using System.Net;
using System.Text;
using ResearchAgent.Web.Api.Uploads;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

public sealed class UploadTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Address = "/api/v1/papers";

    [Fact]
    public async Task Text_becomes_a_paper_at_an_address()
    {
        using var response = await server.PostAsync(Address, new { format = "bibtex", text = "@article{Moss2001, title = {Moss under Snow}, author = {Moss, Ray}, year = {2001}, abstract = {Moss grows under snow in spring.}}" });
        var report = await response.JsonAsync(HttpStatusCode.Created);
        Assert.Equal(1, report.GetProperty("added").GetInt32());
        var paper = await server.GetAsync(response.Headers.Location!.ToString());
        Assert.Equal("Moss under Snow", paper.GetProperty("record").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Each_file_of_a_form_has_its_own_outcome()
    {
        using var form = Form(("mixed.jsonl", Record("Lichen on Ice") + "\n{broken\n" + Record("Algae on Ice")), ("../../etc/cron.d/evil.bib", "@misc{Evil1999, title = {A Path in a Name}, year = {1999}}"), ("page.exe", "MZ"));
        using var response = await server.SendAsync(HttpMethod.Post, Address, form);
        var report = await response.JsonAsync(HttpStatusCode.MultiStatus);
        var files = report.GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(["read", "read", "failed"], files.Select(f => f.GetProperty("status").GetString()));
        Assert.Equal(2, files[0].GetProperty("added").GetInt32());
        Assert.Equal(2, files[0].GetProperty("failures")[0].GetProperty("line").GetInt32());
        Assert.Contains("kind that is not taken", files[2].GetProperty("failures")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("research-upload-", report.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(3, report.GetProperty("added").GetInt32());
    }

    [Fact]
    public async Task Known_papers_are_no_creation()
    {
        using var first = await server.SendAsync(HttpMethod.Post, Address, Form(("twice.jsonl", Record("Told Twice"))));
        await first.JsonAsync(HttpStatusCode.Created);
        using var second = await server.SendAsync(HttpMethod.Post, Address, Form(("twice.jsonl", Record("Told Twice"))));
        var report = await second.JsonAsync();
        Assert.Equal(1, report.GetProperty("unchanged").GetInt32());
        Assert.False(report.GetProperty("files")[0].GetProperty("papers")[0].GetProperty("isNew").GetBoolean());
    }

    [Fact]
    public async Task When_no_file_can_be_read_the_reasons_are_a_problem()
    {
        using var response = await server.SendAsync(HttpMethod.Post, Address, Form(("fake.pdf", "not a PDF at all")));
        var problem = await response.ProblemAsync(422);
        Assert.Contains("fake.pdf", problem.Detail(), StringComparison.Ordinal);
        Assert.Equal(1, problem.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task The_same_key_and_content_is_done_once()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await server.SendAsync(HttpMethod.Post, Address, Form(("once.jsonl", Record("Done Once"))), ("Idempotency-Key", key));
        var report = await first.JsonAsync(HttpStatusCode.Created);
        using var again = await server.SendAsync(HttpMethod.Post, Address, Form(("once.jsonl", Record("Done Once"))), ("Idempotency-Key", key));
        Assert.Equal(report.GetRawText(), (await again.JsonAsync(HttpStatusCode.Created)).GetRawText());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());

        using var other = await server.SendAsync(HttpMethod.Post, Address, Form(("once.jsonl", Record("Done Otherwise"))), ("Idempotency-Key", key));
        Assert.Contains("new key", (await other.ProblemAsync(422)).Detail(), StringComparison.Ordinal);
        var found = await server.GetAsync("/api/v1/papers?q=otherwise");
        Assert.Equal(0, found.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task An_upload_in_flight_is_waited_for_and_one_that_fails_is_done_by_the_next()
    {
        var known = new KnownUploads(TimeProvider.System);
        var begun = new TaskCompletionSource<UploadReport>();
        var first = known.DoOnceAsync("ann", "k", "f", () => begun.Task, TestContext.Current.CancellationToken);
        var second = known.DoOnceAsync("ann", "k", "f", () => Task.FromResult(Report(2)), TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        begun.SetException(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => first);
        Assert.Equal((2, false), ((await second).Report.Added, (await second).IsReplay));
        Assert.True((await known.DoOnceAsync("ann", "k", "f", () => Task.FromResult(Report(3)), TestContext.Current.CancellationToken)).IsReplay);
        Assert.False((await known.DoOnceAsync("bo", "k", "other", () => Task.FromResult(Report(4)), TestContext.Current.CancellationToken)).IsReplay);
    }

    [Fact]
    public async Task Keys_are_forgotten_after_a_day_and_no_more_than_a_thousand_are_kept()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var known = new KnownUploads(clock);
        await Do("old");
        for (var i = 0; i < 1000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Do(i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.True(await Do("999"));
        Assert.False(await Do("old"));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.False(await Do("999"));

        async Task<bool> Do(string key) => (await known.DoOnceAsync("ann", key, "f", () => Task.FromResult(Report(1)), TestContext.Current.CancellationToken)).IsReplay;
    }

    [Theory]
    [InlineData("application/json", "{\"text\": \"\", \"format\": \"word\"}", 400)]
    [InlineData("application/json", "{\"text\": ", 400)]
    [InlineData("text/plain", "hello", 415)]
    public async Task An_upload_that_is_none_is_refused(string type, string body, int status)
    {
        using var response = await server.SendAsync(HttpMethod.Post, Address, new StringContent(body, Encoding.UTF8, type));
        var problem = await response.ProblemAsync(status);
        if (body.EndsWith('}'))
        {
            Assert.Equal("text is empty. format is 'word'; allowed are markdown, text, bibtex, ris, csl-json, jsonl, html, latex, xml.", problem.Detail());
        }
    }

    private static UploadReport Report(int added) => new(added, 0, 0, 0, []);

    private static string Record(string title) => $$"""{"title": "{{title}}", "authors": ["Ray Moss"], "year": 2003, "abstract": "{{title}} is a paper of one sentence."}""";

    private static MultipartFormDataContent Form(params (string Name, string Text)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, text) in files)
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "files", name);
        }

        return form;
    }
}
