using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;
using ResearchAgent.Retrieval;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using Xunit;

namespace ResearchAgent.Web.Tests.Security;

public sealed class ProblemsTests
{
    [Theory]
    [InlineData("GET", "/no/such/page", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/client", HttpStatusCode.MethodNotAllowed)]
    public async Task A_bare_status_gets_its_words_even_for_a_client_that_wants_a_page(string method, string path, HttpStatusCode status)
    {
        await using var server = await LoopbackServer.StartAsync();
        using var response = await server.SendAsync(new HttpMethod(method), path, null, ("Accept", "text/html"));
        await LoopbackServer.IsProblemAsync(response, status, "about:blank");
    }

    [Fact]
    public async Task An_exception_of_ours_says_what_to_do()
    {
        await using var server = await FailingAsync(() => new PaperNotFoundException("x", "No paper 'x' is in the library. List the papers."));
        using var response = await server.GetAsync("/fail");
        var problem = await LoopbackServer.IsProblemAsync(response, HttpStatusCode.NotFound, "paper-not-found");
        Assert.Equal("No paper 'x' is in the library. List the papers.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await using var server = await FailingAsync(() => QueueFullException.ForServer(64));
        using var response = await server.GetAsync("/fail");
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.ServiceUnavailable, "queue-full");
        Assert.Equal(TimeSpan.FromSeconds(15), response.Headers.RetryAfter!.Delta);

        await using var own = await FailingAsync(() => QueueFullException.ForClient(8, 1));
        using var busy = await own.GetAsync("/fail");
        await LoopbackServer.IsProblemAsync(busy, HttpStatusCode.TooManyRequests, "queue-full");
    }

    [Fact]
    public async Task An_unexpected_exception_is_logged_and_tells_a_client_nothing()
    {
        await using var server = await FailingAsync(() => new InvalidOperationException("the secret of /home/me"));
        using var response = await server.GetAsync("/fail");
        var problem = await LoopbackServer.IsProblemAsync(response, HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(server.Log, l => l.Contains("the secret of /home/me", StringComparison.Ordinal) && l.Contains(problem.GetProperty("traceId").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_library_that_fails_does_not_show_its_path()
    {
        await using var server = await FailingAsync(() => new LibraryException("/home/me/library", "The library '/home/me/library' is too new."));
        using var response = await server.GetAsync("/fail");
        var problem = await LoopbackServer.IsProblemAsync(response, HttpStatusCode.ServiceUnavailable, "library-unavailable");
        Assert.DoesNotContain("/home/me", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_extend_the_table_and_their_entry_wins()
    {
        await using var server = await FailingAsync(
            () => new PaperNotFoundException("x", "gone"),
            services => services.Configure<ExceptionProblems>(p => p.Add<PaperNotFoundException>(410, "paper-gone", "Gone")));
        using var response = await server.GetAsync("/fail");
        await LoopbackServer.IsProblemAsync(response, HttpStatusCode.Gone, "paper-gone");
    }

    private static Task<LoopbackServer> FailingAsync(Func<Exception> exception, Action<IServiceCollection>? add = null) =>
        LoopbackServer.StartAsync(map: app => app.MapGet("/fail", string () => throw exception()), add: add);
}
