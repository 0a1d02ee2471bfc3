using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ResearchAgent.Web.Api;
using ResearchAgent.Writing;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

public sealed class LiveAnswerTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_run_is_cancelled_when_its_client_leaves_in_the_middle()
    {
        using var leaving = new CancellationTokenSource();
        var context = Context(leaving.Token);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = await LiveAnswer.ToldAsync(
            context,
            async (watcher, token) =>
            {
                await using var registration = token.Register(() => stopped.TrySetResult());
                watcher.Progress.Steps!.Report(new TraceStep("retrieve", "20 passages", 1));
                await Task.Delay(Timeout.Infinite, token);
                return "";
            },
            leaving.Token);
        var sending = result.ExecuteAsync(context);
        Assert.False(stopped.Task.IsCompleted);

        await leaving.CancelAsync();
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Task.WhenAny(sending);
    }

    [Fact]
    public async Task A_run_that_fails_at_once_is_a_problem_that_tells_nothing_of_the_inside()
    {
        var result = await LiveAnswer.ToldAsync(Context(TestContext.Current.CancellationToken), (_, _) => throw new InvalidOperationException("secret"), TestContext.Current.CancellationToken);
        var problem = Assert.IsType<ProblemHttpResult>(result);
        Assert.Equal(500, problem.StatusCode);
        Assert.DoesNotContain("secret", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    private DefaultHttpContext Context(CancellationToken aborted) => new() { RequestServices = server.Server.Services, RequestAborted = aborted };
}
