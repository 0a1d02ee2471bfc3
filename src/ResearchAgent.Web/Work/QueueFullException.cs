using System.Globalization;

namespace ResearchAgent.Web.Work;

/// <summary>Work was not queued because too much waits already.</summary>
public sealed class QueueFullException : Exception
{
    private QueueFullException(bool isOwn, int waiting, string message)
        : base(message) => (IsOwn, Waiting) = (isOwn, waiting);

    /// <summary>The client's own line is full; false where the server's is.</summary>
    public bool IsOwn { get; }

    /// <summary>How many waited in the line that is full.</summary>
    public int Waiting { get; }

    /// <summary>About the time a local model takes for a short answer.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(15);

    internal static QueueFullException ForClient(int waiting, int running) => new(isOwn: true, waiting, string.Create(
        CultureInfo.InvariantCulture, $"You have {waiting} questions waiting and {running} being answered, as many as one client may. Wait for an answer or stop one, then ask again."));

    internal static QueueFullException ForServer(int waiting) => new(isOwn: false, waiting, string.Create(
        CultureInfo.InvariantCulture, $"{waiting} questions of all users are waiting, as many as this server takes. Ask again in a moment."));
}
