using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ResearchAgent.Indexing;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Rendering;

/// <summary>
/// A run as a page shows it while it goes on: events whose data are pieces of HTML (<c>sentence</c>, <c>done</c>,
/// <c>problem</c>) or a line of text (<c>queue</c>, <c>step</c>).
/// </summary>
internal sealed partial class LiveText(Fragments fragments, LibraryWork work, IOptions<ExceptionProblems> problems, ILogger<LiveText> log)
{
    /// <param name="run">Gives the finished text as HTML.</param>
    public IResult Stream(Func<RunWatcher, CancellationToken, Task<string>> run, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(LiveEvents.OfAsync<string>((tell, token) => RunAsync(run, tell, token), cancellationToken));

    /// <summary>What a page says of an exception.</summary>
    public ExceptionProblem Problem(Exception exception)
    {
        if (problems.Value.Of(exception) is { } known)
        {
            return known;
        }

        LogUnexpected(exception);
        return new ExceptionProblem(500, "unexpected", "Something went wrong", "The server's log has the details. Try again; if it stays so, please report it.");
    }

    private async Task RunAsync(Func<RunWatcher, CancellationToken, Task<string>> run, Action<string, string> tell, CancellationToken cancellationToken)
    {
        // Sentences are rendered one after the other, and all of them before the finished text.
        var told = Task.CompletedTask;
        var watcher = new RunWatcher(
            new RunProgress(
                new AtOnce<TraceStep>(step => tell("step", SingleLine.Of($"{step.Name}: {step.Detail}"))),
                new AtOnce<Claim>(claim => told = TellAsync(told, claim))),
            new AtOnce<int>(position => tell("queue", position.ToString(CultureInfo.InvariantCulture))));
        try
        {
            var done = await run(watcher, cancellationToken);
            await told;
            tell("done", done);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            tell("problem", await fragments.RenderAsync<Failure>(new Dictionary<string, object?> { [nameof(Failure.Problem)] = Problem(e) }));
        }

        async Task TellAsync(Task before, Claim claim)
        {
            await before;
            var quotes = await QuoteContexts.LoadAsync(work.Index, [claim], cancellationToken);
            tell("sentence", await fragments.RenderAsync<ClaimText>(new Dictionary<string, object?>
            {
                [nameof(ClaimText.Claim)] = claim,
                [nameof(ClaimText.Quotes)] = quotes,
                [nameof(ClaimText.References)] = await ReferencesAsync(work.Index, claim, cancellationToken),
            }));
        }
    }

    private static async Task<IReadOnlyList<Reference>> ReferencesAsync(IPassageIndex index, Claim claim, CancellationToken cancellationToken)
    {
        var references = new List<Reference>();
        foreach (var id in claim.Citations.Select(c => c.Paper).Distinct())
        {
            if (await index.GetPaperAsync(id, cancellationToken) is { } paper)
            {
                references.Add(Reference.To(paper));
            }
        }

        return references;
    }

    [LoggerMessage(LogLevel.Error, "A page's request failed.")]
    private partial void LogUnexpected(Exception exception);
}
