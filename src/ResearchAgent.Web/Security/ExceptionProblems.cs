using Microsoft.AspNetCore.Http;
using ResearchAgent.Chat;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Retrieval;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Security;

/// <summary>How an exception is told to a client.</summary>
/// <param name="Type">The kind's short name, see <see cref="Problems.TypePrefix"/>.</param>
/// <param name="Detail">What to do.</param>
public sealed record ExceptionProblem(int Status, string Type, string Title, string Detail)
{
    public TimeSpan? RetryAfter { get; init; }

    internal static ExceptionProblem TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", "The request is too large",
        "The body has more bytes than this address takes. Send less at once, one file per upload.");
}

/// <summary>
/// The table of exceptions that clients may hear about; all others answer 500 without details. Extend it with
/// <c>services.Configure&lt;ExceptionProblems&gt;(p => p.Add&lt;...&gt;(...))</c>. The entry added last that fits wins.
/// </summary>
public sealed class ExceptionProblems
{
    private readonly List<(Type Exception, Func<Exception, ExceptionProblem> Describe)> _table = [];

    public ExceptionProblems()
    {
        Add<PaperNotFoundException>(StatusCodes.Status404NotFound, "paper-not-found", "No such paper");
        Add<ChatNotFoundException>(e => new ExceptionProblem(
            StatusCodes.Status404NotFound, "conversation-not-found", "No such conversation", $"No conversation is called '{Problems.Shown(e.Id)}'; it may have been deleted. The list of conversations names those there are."));
        Add<ChatInUseException>(StatusCodes.Status409Conflict, "conversation-in-use", "The conversation is in use");
        Add<PaperEditException>(StatusCodes.Status409Conflict, "paper-not-changed", "The paper cannot be changed so");
        Add<LibraryException>(_ => new ExceptionProblem(
            StatusCodes.Status503ServiceUnavailable, "library-unavailable", "The library cannot be used",
            "The library cannot be opened or written now. The server's log says why."));
        Add<QueueFullException>(DescribeQueue);
        Add<BadHttpRequestException>(e => e.StatusCode == StatusCodes.Status413PayloadTooLarge ? ExceptionProblem.TooLarge : new ExceptionProblem(
            e.StatusCode, "bad-request", "The request cannot be read", "Check the request's address, parameters, JSON and length, and send it again."));
    }

    /// <summary>The exception's message becomes the detail, so it must be fit for a stranger: no path, no secret.</summary>
    public ExceptionProblems Add<TException>(int status, string type, string title)
        where TException : Exception =>
        Add<TException>(e => new ExceptionProblem(status, type, title, e.Message));

    public ExceptionProblems Add<TException>(Func<TException, ExceptionProblem> describe)
        where TException : Exception
    {
        _table.Add((typeof(TException), e => describe((TException)e)));
        return this;
    }

    /// <returns>Null for an exception that clients do not hear about.</returns>
    public ExceptionProblem? Of(Exception exception) => _table.LastOrDefault(e => e.Exception.IsInstanceOfType(exception)).Describe?.Invoke(exception);

    private static ExceptionProblem DescribeQueue(QueueFullException full)
    {
        var status = full.IsOwn ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
        return new ExceptionProblem(status, "queue-full", "Too much is waiting", full.Message) { RetryAfter = full.RetryAfter };
    }
}
