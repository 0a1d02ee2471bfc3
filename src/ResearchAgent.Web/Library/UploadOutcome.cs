using System.Collections.Concurrent;
using System.Text.Json.Serialization;

namespace ResearchAgent.Web.Library;

/// <summary>What became of one uploaded file.</summary>
/// <param name="File">The client's name for it.</param>
/// <param name="Words">For a person: "2 papers added", or why not and what to do.</param>
public sealed record UploadOutcome(string File, UploadStatus Status, string Words)
{
    /// <summary>The first few papers of it.</summary>
    public IReadOnlyList<UploadedPaper> Papers { get; init; } = [];
}

/// <param name="Address">Of its page.</param>
public sealed record UploadedPaper(string Title, string Address);

[JsonConverter(typeof(JsonStringEnumConverter<UploadStatus>))]
public enum UploadStatus
{
    Added,

    /// <summary>All of it was known, and some of it is other than before.</summary>
    Merged,

    Unchanged,

    Failed,
}

/// <summary>Outcomes for the next page of somebody whose browser runs no script. The last ones only; safe for concurrent use.</summary>
internal sealed class RecentOutcomes
{
    private const int Kept = 50;

    private readonly ConcurrentQueue<(string Id, IReadOnlyList<UploadOutcome> Outcomes)> _recent = new();

    /// <returns>An id that cannot be guessed.</returns>
    public string Add(IReadOnlyList<UploadOutcome> outcomes)
    {
        var id = Guid.NewGuid().ToString("N");
        _recent.Enqueue((id, outcomes));
        while (_recent.Count > Kept && _recent.TryDequeue(out _))
        {
        }

        return id;
    }

    public IReadOnlyList<UploadOutcome> Find(string? id) => _recent.FirstOrDefault(r => r.Id == id).Outcomes ?? [];
}
