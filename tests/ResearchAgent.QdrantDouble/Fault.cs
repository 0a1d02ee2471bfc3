using Grpc.Core;

namespace ResearchAgent.Testing;

/// <summary>What shall go wrong with calls to come. Faults are looked through in the order in which they were injected, and one call suffers one at most.</summary>
public sealed record Fault
{
    /// <summary>"Upsert" or, where two services have a method of that name, "Points/Delete"; null for every method.</summary>
    public string? Method { get; init; }

    /// <summary>How many matching calls pass unharmed before it strikes.</summary>
    public int Skip { get; init; }

    /// <summary>How many calls it strikes.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>With what they fail; null where they are delayed only.</summary>
    public StatusCode? Status { get; init; }

    /// <summary>They fail by the connection being cut, with whatever else runs on it.</summary>
    public bool CutsConnection { get; init; }

    /// <summary>How long they wait; <see cref="Timeout.InfiniteTimeSpan"/> until the caller gives up or the double is stopped.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether they wait and fail with the operation already done, instead of before it.</summary>
    public bool AfterApplied { get; init; }

    internal bool Concerns(string fullName) =>
        Method is null || fullName.EndsWith("/" + Method, StringComparison.Ordinal) || fullName.EndsWith("." + Method, StringComparison.Ordinal);
}
