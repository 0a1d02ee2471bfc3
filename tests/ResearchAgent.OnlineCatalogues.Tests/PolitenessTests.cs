using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Ingestion;
using Xunit;

namespace ResearchAgent.OnlineCatalogues.Tests;

public sealed class PolitenessTests : IDisposable
{
    private readonly ImpatientTime _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("catalogues-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Arxiv_is_asked_once_in_three_seconds()
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Atom);
        using var lookup = server.Lookup(_time);

        await lookup.FindAsync("2101.00001", Token);
        Assert.Empty(_time.Waits);
        _time.Advance(TimeSpan.FromSeconds(1));
        await lookup.FindAsync("2101.00001", Token);

        Assert.Equal([TimeSpan.FromSeconds(2)], _time.Waits);
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task Each_server_is_asked_one_thing_at_a_time()
    {
        await using var server = await CatalogueDouble.StartAsync(async context =>
        {
            await Task.Yield();
            await CatalogueDouble.SayAsync(context, Answers.Crossref);
        });
        using var lookup = server.Lookup(_time);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => lookup.FindAsync($"10.1000/{i}", Token)));

        Assert.Equal((8, 1), (server.Asked.Count, server.MostInFlight));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_server_is_given_the_pause_that_it_asks_for(int status)
    {
        var tries = 0;
        await using var server = await CatalogueDouble.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return ++tries == 1 ? CatalogueDouble.SayAsync(context, "", status) : CatalogueDouble.SayAsync(context, Answers.Crossref);
        });
        using var lookup = server.Lookup(_time);

        Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", Token));
        Assert.Equal([TimeSpan.FromSeconds(7)], _time.Waits);
    }

    [Fact]
    public async Task A_pause_may_be_told_as_a_date()
    {
        var tries = 0;
        await using var server = await CatalogueDouble.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = (_time.GetUtcNow() + TimeSpan.FromSeconds(30)).ToString("R", CultureInfo.InvariantCulture);
            return ++tries == 1 ? CatalogueDouble.SayAsync(context, "", 429) : CatalogueDouble.SayAsync(context, Answers.Crossref);
        });
        using var lookup = server.Lookup(_time);

        Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", Token));
        Assert.Equal([TimeSpan.FromSeconds(30)], _time.Waits);
    }

    [Fact]
    public async Task A_long_pause_is_told_instead_of_waited_for()
    {
        await using var server = await CatalogueDouble.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return CatalogueDouble.SayAsync(context, "", 429);
        });
        using var lookup = server.Lookup(_time);

        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token));

        Assert.Equal("127.0.0.1 answers 429: it has too much to do, or was asked too often. Try again in 3600 seconds.", failure.Message);
        Assert.Empty(_time.Waits);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_a_few_times_with_growing_pauses()
    {
        await using var server = await CatalogueDouble.SayingAsync("", 500);
        using var lookup = server.Lookup(_time, o => o with { ArxivInterval = TimeSpan.Zero });

        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token));

        Assert.StartsWith("127.0.0.1 answers 500 Internal Server Error. Try again later", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Asked.Count);
        Assert.Equal(3, _time.Waits.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task A_refusal_is_final(int status)
    {
        await using var server = await CatalogueDouble.SayingAsync("", status);
        using var lookup = server.Lookup(_time);

        Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token));
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        await using var server = await CatalogueDouble.SayingAsync("");
        using var lookup = server.Lookup(_time);
        await server.DisposeAsync();

        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token));

        Assert.StartsWith("127.0.0.1 cannot be reached (", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("See whether there is a network, and try again.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left()
    {
        await using var server = await CatalogueDouble.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var lookup = server.Lookup(_time, o => o with { Timeout = TimeSpan.FromMilliseconds(200), MaxRetries = 0 });

        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token));

        Assert.Equal("127.0.0.1 did not answer within 0.2 seconds. Try again later.", failure.Message);
    }

    [Fact]
    public async Task Canceling_stops_the_request()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = await CatalogueDouble.StartAsync(async context =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var lookup = server.Lookup(_time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookup.FindAsync("2101.00001", source.Token));
    }

    [Fact]
    public async Task An_answer_is_kept_until_it_is_too_old()
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Crossref);
        using (var first = server.Lookup(_time, o => o with { CacheFolder = Path.Combine(_folder, "cache") }))
        {
            await first.FindAsync("10.1000/trees", Token);
        }

        using var lookup = server.Lookup(_time, o => o with { CacheFolder = Path.Combine(_folder, "cache") });
        _time.Advance(TimeSpan.FromDays(29));
        Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", Token));
        Assert.Single(server.Asked);

        _time.Advance(TimeSpan.FromDays(2));
        Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", Token));
        Assert.Equal(2, server.Asked.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Address\": \"https://elsewhere.example/\", \"Fetched\": \"2026-01-02T03:04:05+00:00\", \"Text\": \"x\"}")]
    public async Task A_damaged_answer_is_asked_for_again(string damage)
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Crossref);
        using var lookup = server.Lookup(_time, o => o with { CacheFolder = _folder });
        await lookup.FindAsync("10.1000/trees", Token);
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(_folder)), damage, Token);

        Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", Token));
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        await using var server = await CatalogueDouble.SayingAsync("", 404);
        using var lookup = server.Lookup(_time, o => o with { CacheFolder = _folder });

        await lookup.FindAsync("10.1000/trees", Token);

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_does_no_harm()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Token);
        await using var server = await CatalogueDouble.SayingAsync(Answers.Crossref);
        using var lookup = server.Lookup(_time, o => o with { CacheFolder = Path.Combine(file, "cache") });

        Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", Token));
    }

    [Fact]
    public async Task A_redirect_is_followed_on_the_same_server_alone()
    {
        await using var other = await CatalogueDouble.SayingAsync(Answers.Crossref);
        await using var server = await CatalogueDouble.StartAsync(context =>
        {
            if (context.Request.Path == "/moved")
            {
                return CatalogueDouble.SayAsync(context, Answers.Crossref);
            }

            context.Response.Redirect(context.Request.Path.Value!.Contains("away", StringComparison.Ordinal) ? other.Address.ToString() : "/moved");
            return Task.CompletedTask;
        });
        using var lookup = server.Lookup(_time);

        Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/here", Token));
        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync("10.1000/away", Token));

        Assert.Equal("127.0.0.1 sends on to 'http://127.0.0.1', which is not followed. Look the paper up by hand.", failure.Message);
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task A_redirect_in_circles_ends()
    {
        await using var server = await CatalogueDouble.StartAsync(context =>
        {
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        });
        using var lookup = server.Lookup(_time);

        Assert.Equal("127.0.0.1 sends on without end. Look the paper up by hand.", Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token)).Message);
        Assert.Equal(4, server.Asked.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_without_end_is_not_read(bool compressed)
    {
        await using var server = await CatalogueDouble.StartAsync(async context =>
        {
            if (compressed)
            {
                context.Response.Headers.ContentEncoding = "gzip";
            }

            await using var body = compressed ? new GZipStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
            for (var i = 0; i < 64; i++)
            {
                await body.WriteAsync(new byte[64 << 10], context.RequestAborted);
            }
        });
        using var lookup = server.Lookup(_time, o => o with { MaxAnswerBytes = 1 << 20 });

        Assert.StartsWith("127.0.0.1 sends more than 1048576 bytes", Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_elsewhere_must_be_encrypted()
    {
        using var lookup = new CatalogueLookup(new OnlineCatalogueOptions { ArxivAddress = new Uri("http://export.arxiv.org/") }, _time);

        Assert.Equal("The catalogue's address 'http://export.arxiv.org' is not encrypted. Use https.", Assert.IsType<ReadFailure>(await lookup.FindAsync("2101.00001", Token)).Message);
    }

    [Theory]
    [InlineData(null, "ResearchAgent", "/works/10.1000%2Ftrees")]
    [InlineData("library@example.org", "ResearchAgent (mailto:library@example.org)", "/works/10.1000%2Ftrees?mailto=library%40example.org")]
    [InlineData("a)b\r\nX: y", "ResearchAgent", "/works/10.1000%2Ftrees?mailto=a%29b%0D%0AX%3A%20y")]
    public async Task Nothing_but_the_product_the_identifier_and_a_given_address_is_told(string? mailto, string userAgent, string asked)
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Crossref);
        using var lookup = server.Lookup(_time, o => o with { Mailto = mailto });

        await lookup.FindAsync("10.1000/trees", Token);

        Assert.Equal([userAgent], server.UserAgents);
        Assert.Equal([asked], server.Asked);
    }

    [Fact]
    public async Task The_lookup_is_wired_with_its_options()
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Atom);
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddOnlineCatalogues(new OnlineCatalogueOptions { ArxivAddress = server.Address }).BuildServiceProvider();

        Assert.IsType<PaperRecord>(await services.GetRequiredService<CatalogueLookup>().FindAsync("2101.00001", Token));
    }
}
