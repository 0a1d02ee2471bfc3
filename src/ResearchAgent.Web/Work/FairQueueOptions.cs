using System.ComponentModel.DataAnnotations;

namespace ResearchAgent.Web.Work;

/// <summary>How much work runs and how much may wait.</summary>
public sealed class FairQueueOptions
{
    /// <summary>Pieces that run at once. A local model answers one question at a time; more only share its speed.</summary>
    [Range(1, 256)]
    public int AtOnce { get; set; } = 1;

    /// <summary>Pieces of one client that may wait, beside those that run.</summary>
    [Range(0, 1000)]
    public int WaitingPerClient { get; set; } = 8;

    /// <summary>Pieces that may wait over all clients.</summary>
    [Range(0, 10_000)]
    public int Waiting { get; set; } = 64;
}
